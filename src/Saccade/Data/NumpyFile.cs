using System.Globalization;
using System.IO.Compression;
using System.Text;
using Saccade.Checkpoints;
using Saccade.Runtime;

namespace Saccade.Data;

/// <summary>
/// Writes files that NumPy's <c>load</c> reads. An .npz file is a ZIP archive of arrays; each is a .npy file: a line of
/// text that names type and shape, then the elements, the last index fastest.
/// </summary>
public static class NumpyFile
{
    private const int HeaderAlignment = 64;
    private const int PrefixLength = 10;

    /// <summary>
    /// Writes a set as the arrays <c>images</c>, uint8 [N, H, W] or with several channels [N, C, H, W], and <c>labels</c>,
    /// uint8 [N]. The same set gives the same bytes.
    /// </summary>
    /// <exception cref="SaccadeException">The file can't be written; then nothing of it is left.</exception>
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
            new("labels", NumpyArray.Bytes, [set.Count], entry => entry.Write(set.Labels)),
        ]);
    }

    /// <summary>Writes arrays; the same ones give the same bytes.</summary>
    /// <exception cref="SaccadeException">The file can't be written; then nothing of it is left.</exception>
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
        // Stored as it is, at the first time a ZIP file knows: so neither the clock nor the packer shows in the bytes.
        ZipArchiveEntry entry = archive.CreateEntry(array.Name + ".npy", CompressionLevel.NoCompression);
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using Stream stream = entry.Open();
        stream.Write(Header(array.Type, array.Shape));
        array.Write(stream);
    }

    /// <summary>Magic, format version 1.0, the length of the text, and the text, a Python dictionary that fills up whole lines of 64 bytes.</summary>
    private static byte[] Header(string type, IReadOnlyList<int> shape)
    {
        // A tuple of one has a comma as well: (3,).
        string sizes = string.Join(", ", shape.Select(size => size.ToString(CultureInfo.InvariantCulture))) + (shape.Count == 1 ? "," : "");
        string text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({sizes}), }}";
        int length = (PrefixLength + text.Length + HeaderAlignment) / HeaderAlignment * HeaderAlignment - PrefixLength;
        text = text.PadRight(length - 1) + '\n';
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)length, (byte)(length >> 8), .. Encoding.ASCII.GetBytes(text)];
    }
}
