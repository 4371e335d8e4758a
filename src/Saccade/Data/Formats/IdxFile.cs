using System.Buffers.Binary;
using Saccade.IO;

namespace Saccade.Data.Formats;

/// <summary>
/// Reads and writes IDX files, the format of MNIST: images of rank 3 [N, H, W] or 4 [N, C, H, W] and labels of rank 1
/// [N], all unsigned bytes. Files may be plain or gzip'd, whatever their name.
/// </summary>
public static class IdxFile
{
    /// <summary>Reads the images of a file.</summary>
    /// <exception cref="SaccadeException">The file is missing, unreadable, malformed, truncated, or holds no images.</exception>
    public static IdxImages ReadImages(string path) => Images(IdxContent.Read(path, "images", 3, 4));

    /// <summary>Reads the labels of a file, [N].</summary>
    /// <exception cref="SaccadeException">The file is missing, unreadable, malformed, truncated, or holds no labels.</exception>
    public static byte[] ReadLabels(string path) => IdxContent.Read(path, "labels", 1).Data;

    /// <summary>Reads images and their labels.</summary>
    /// <exception cref="SaccadeException">A file cannot be read, or the numbers of images and labels differ.</exception>
    public static ImageSet ReadPair(string imagesPath, string labelsPath)
    {
        IdxImages images = ReadImages(imagesPath);
        byte[] labels = ReadLabels(labelsPath);
        if (images.Count != labels.Length)
        {
            throw CountsDiffer(imagesPath, images.Count, labelsPath, labels.Length);
        }
        return new(images.Pixels, labels, images.Size);
    }

    /// <summary>The error of two files that do not belong together.</summary>
    public static SaccadeException CountsDiffer(string imagesPath, int images, string labelsPath, int labels) => new(new(
        ErrorKind.Mismatch, Path: imagesPath, Key: "number of images", Value: images, Detail: $"{labelsPath} holds {labels} labels",
        Remedy: "give two files that belong together"));

    /// <summary>Writes the images of a set as a plain IDX file, rank 3 if they are gray, else rank 4.</summary>
    /// <exception cref="SaccadeException">The set is empty, or the file cannot be written and does not exist.</exception>
    public static void WriteImages(string path, ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        (int channels, int height, int width) = images.Size;
        int[] sizes = channels == 1 ? [images.Count, height, width] : [images.Count, channels, height, width];
        Write(path, sizes, IdxContent.UnsignedByte, stream =>
        {
            for (int i = 0; i < images.Count; i++)
            {
                stream.Write(images.Image(i));
            }
        });
    }

    /// <summary>Writes labels [N] as a plain IDX file of rank 1: unsigned bytes where all are below 256, else 32-bit integers.</summary>
    /// <exception cref="SaccadeException">There are no labels, or the file cannot be written and does not exist.</exception>
    public static void WriteLabels(string path, Labels labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        int[] classes = labels.ToArray();
        bool bytes = labels.Highest() <= byte.MaxValue;
        byte[] content = new byte[classes.Length * (bytes ? 1 : sizeof(int))];
        for (int i = 0; i < classes.Length; i++)
        {
            if (bytes)
            {
                content[i] = (byte)classes[i];
            }
            else
            {
                BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(i * sizeof(int)), classes[i]);
            }
        }
        Write(path, [classes.Length], bytes ? IdxContent.UnsignedByte : IdxContent.Int32, stream => stream.Write(content));
    }

    internal static IdxImages Images(IdxContent content) => content.Sizes switch
    {
        [int count, int height, int width] => new(content.Data, count, new(1, height, width)),
        [int count, int channels, int height, int width] => new(content.Data, count, new(channels, height, width)),
        _ => throw new ArgumentException("Images have rank 3 or 4.", nameof(content)),
    };

    private static void Write(string path, int[] sizes, byte type, Action<Stream> writeElements)
    {
        if (sizes[0] == 0)
        {
            throw new SaccadeException(new(ErrorKind.OutOfRange, Path: path, Key: "elements", Value: 0, Allowed: "1 or more"));
        }
        byte[] header = new byte[4 + 4 * sizes.Length];
        (header[2], header[3]) = (type, (byte)sizes.Length);
        for (int i = 0; i < sizes.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), sizes[i]);
        }
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            writeElements(stream);
        });
    }
}
