using System.IO.Compression;
using System.Text;
using Saccade.IO;

namespace Saccade.Data.Formats;

/// <summary>
/// Writes files that NumPy's <c>load</c> reads. An .npz file is a ZIP archive of .npy files; each is a line of text with type and shape,
/// then the elements in row-major order.
/// </summary>
public static class NumpyFile
{
    private const int HeaderAlignment = 64;
    private const int PrefixLength = 10;

    /// <summary>
    /// Writes a set as the arrays <c>images</c>, uint8 [N, H, W] or with several channels [N, C, H, W], and <c>labels</c>,
    /// uint8 [N], or int32 where there are more than 256 classes. The same set gives the same bytes.
    /// </summary>
    /// <exception cref="SaccadeException">The file cannot be written and does not exist.</exception>
    public static void WriteArchive(string path, ImageSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        (int channels, int height, int width) = set.Size;
        int[] shape = channels == 1 ? [set.Count, height, width] : [set.Count, channels, height, width];
        WriteArchive(path,
        [
            new("images", NumpyArray.Bytes, shape, entry =>
            {
                for (int i = 0; i < set.Count; i++)
                {
                    entry.Write(set.Image(i));
                }
            }),
            LabelArray(set.Labels),
        ]);
    }

    /// <summary>
    /// Labels [N] as uint8 where all are below 256, else as int32; sequences as int32 [N, longest], −1 after the end.
    /// </summary>
    public static NumpyArray LabelArray(Labels labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (!labels.AreClasses)
        {
            int longest = Enumerable.Range(0, labels.Count).Max(i => labels.Sequence(i).Length);
            int[] padded = new int[labels.Count * longest];
            Array.Fill(padded, -1);
            for (int i = 0; i < labels.Count; i++)
            {
                labels.Sequence(i).CopyTo(padded.AsSpan(i * longest));
            }
            return NumpyArray.Of("labels", padded, labels.Count, longest);
        }
        int[] classes = labels.ToArray();
        return labels.Highest() <= byte.MaxValue
            ? NumpyArray.Of("labels", Array.ConvertAll(classes, label => (byte)label), classes.Length)
            : NumpyArray.Of("labels", classes, classes.Length);
    }

    /// <summary>Writes arrays; the same ones give the same bytes.</summary>
    /// <exception cref="SaccadeException">The file cannot be written and does not exist.</exception>
    public static void WriteArchive(string path, IReadOnlyList<NumpyArray> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        AtomicFile.Write(path, stream =>
        {
            using ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (NumpyArray array in arrays)
            {
                Add(archive, array);
            }
        });
    }

    private static void Add(ZipArchive archive, NumpyArray array)
    {
        // Not compressed, and at the first date of the ZIP format, so that the bytes depend on nothing else.
        ZipArchiveEntry entry = archive.CreateEntry(array.Name + ".npy", CompressionLevel.NoCompression);
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using Stream stream = entry.Open();
        stream.Write(Header(array.Type, array.Shape));
        array.Write(stream);
    }

    /// <summary>Magic, format version 1.0, length and text: a Python dictionary, padded to a multiple of 64 bytes.</summary>
    private static byte[] Header(string type, IReadOnlyList<int> shape)
    {
        // A tuple of one element ends with a comma: (3,).
        string sizes = string.Join(", ", shape.Select(size => size.ToString(CultureInfo.InvariantCulture))) + (shape.Count == 1 ? "," : "");
        string text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({sizes}), }}";
        int length = (PrefixLength + text.Length + HeaderAlignment) / HeaderAlignment * HeaderAlignment - PrefixLength;
        text = text.PadRight(length - 1) + '\n';
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)length, (byte)(length >> 8), .. Encoding.ASCII.GetBytes(text)];
    }
}
