using System.Buffers.Binary;
using Saccade.IO;

namespace Saccade.Data.Formats;

/// <summary>
/// Reads and writes IDX files, the format of MNIST: images of rank 3 [N, H, W] or 4 [N, C, H, W], and labels of rank 1 [N] or, as QMNIST
/// has them, of rank 2 [N, 8], whose first column is the class number. Files may be plain or gzip'd, whatever their name. Elements are
/// whole numbers of 8, 16 or 32 bits: pixels from 0 to 255, labels from 0 on.
/// </summary>
public static class IdxFile
{
    private const int QmnistColumns = 8;
    private static readonly int[] s_ranksOfImages = [3, 4];
    private static readonly int[] s_ranksOfLabels = [1, 2];

    /// <summary>Reads the images of a file.</summary>
    /// <exception cref="SaccadeException">
    /// The file is missing, unreadable, malformed, truncated, holds no images, or a pixel is not from 0 to 255.
    /// </exception>
    public static IdxImages ReadImages(string path) => Images(IdxContent.Read(path, "images", s_ranksOfImages), path);

    /// <summary>Reads the labels of a file, [N].</summary>
    /// <exception cref="SaccadeException">
    /// The file is missing, unreadable, malformed, truncated, holds no labels, or one is negative.
    /// </exception>
    public static Labels ReadLabels(string path) => Labels(IdxContent.Read(path, "labels", s_ranksOfLabels), path);

    /// <summary>Reads images and their labels.</summary>
    /// <exception cref="SaccadeException">A file cannot be read, or the numbers of images and labels differ.</exception>
    public static ImageSet ReadPair(string imagesPath, string labelsPath)
    {
        IdxImages images = ReadImages(imagesPath);
        Labels labels = ReadLabels(labelsPath);
        if (images.Count != labels.Count)
        {
            throw CountsDiffer(imagesPath, images.Count, labelsPath, labels.Count);
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
        Write(path, sizes, IdxType.UnsignedByte, stream =>
        {
            for (int i = 0; i < images.Count; i++)
            {
                stream.Write(images.Image(i));
            }
        });
    }

    /// <summary>Checks that an IDX file can hold these labels.</summary>
    /// <exception cref="SaccadeException">They are sequences.</exception>
    public static void RequireClasses(string path, Labels labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (!labels.AreClasses)
        {
            throw new SaccadeException(new(
                ErrorKind.Unsupported, path, "IDX files hold one label for each image, and these are sequences", "write a NumPy archive"));
        }
    }

    /// <summary>Writes labels [N] as a plain IDX file of rank 1: unsigned bytes where all are below 256, else 32-bit integers.</summary>
    /// <exception cref="SaccadeException">There are no labels, or the file cannot be written and does not exist.</exception>
    public static void WriteLabels(string path, Labels labels)
    {
        RequireClasses(path, labels);
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
        Write(path, [classes.Length], bytes ? IdxType.UnsignedByte : IdxType.Int32, stream => stream.Write(content));
    }

    internal static IdxImages Images(IdxContent content, string path)
    {
        byte[] pixels = content.Type == IdxType.UnsignedByte ? content.Data : Pixels(content, path);
        return content.Sizes switch
        {
            [int count, int height, int width] => new(pixels, count, new(1, height, width)),
            [int count, int channels, int height, int width] => new(pixels, count, new(channels, height, width)),
            _ => throw new ArgumentException("Images have rank 3 or 4.", nameof(content)),
        };
    }

    /// <summary>The class numbers: all elements, or of rank 2 the first column.</summary>
    internal static Labels Labels(IdxContent content, string path)
    {
        int columns = content.Sizes is [_, int second] ? second : 1;
        if (content.Sizes.Length == 2 && columns != QmnistColumns)
        {
            throw new SaccadeException(new(
                ErrorKind.NotAllowed, Path: path, Key: "number of columns", Value: columns, Allowed: $"{QmnistColumns}",
                Detail: "labels of rank 2 are those of QMNIST", Remedy: "give labels of rank 1"));
        }
        int[] classes = new int[content.Sizes[0]];
        for (int i = 0; i < classes.Length; i++)
        {
            classes[i] = IdxType.Read(content.Type, content.Data, i * columns);
            if (classes[i] < 0)
            {
                throw OutOfRange(path, $"the label of image {i}", classes[i], "0 or more");
            }
        }
        return new(classes);
    }

    /// <summary>Wider numbers as bytes, if they are pixels as they are.</summary>
    private static byte[] Pixels(IdxContent content, string path)
    {
        byte[] pixels = new byte[content.Data.Length / IdxType.Bytes(content.Type)!.Value];
        for (int i = 0; i < pixels.Length; i++)
        {
            int value = IdxType.Read(content.Type, content.Data, i);
            pixels[i] = value is >= 0 and <= byte.MaxValue
                ? (byte)value
                : throw OutOfRange(path, "a pixel", value, "0 to 255", "scale the images to 0 to 255");
        }
        return pixels;
    }

    private static SaccadeException OutOfRange(string path, string key, int value, string allowed, string? remedy = null) =>
        new(new(ErrorKind.OutOfRange, Path: path, Key: key, Value: value, Allowed: allowed, Remedy: remedy));

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
