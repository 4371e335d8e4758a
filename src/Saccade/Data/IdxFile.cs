using System.Buffers.Binary;
using Saccade.Checkpoints;
using Saccade.Runtime;

namespace Saccade.Data;

/// <summary>
/// Reads and writes IDX files, the format of MNIST: images of rank 3 [N, H, W] or 4 [N, C, H, W] and labels of rank 1
/// [N], all unsigned bytes. Reading takes gzip'd and plain files and looks at the content, not at the name.
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
    /// <exception cref="SaccadeException">One of the files can't be used, or they don't hold the same number.</exception>
    public static ImageSet ReadPair(string imagesPath, string labelsPath)
    {
        IdxImages images = ReadImages(imagesPath);
        byte[] labels = ReadLabels(labelsPath);
        if (images.Count != labels.Length)
        {
            throw new SaccadeException(
                $"{imagesPath} holds {images.Count} images, but {labelsPath} holds {labels.Length} labels; give two files that belong together.");
        }
        return new(images.Pixels, labels, images.Size);
    }

    /// <summary>Writes the images of a set as a plain IDX file, rank 3 if they are gray, else rank 4.</summary>
    /// <exception cref="SaccadeException">The set is empty, or the file can't be written; then nothing of it is left.</exception>
    public static void WriteImages(string path, ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        (int channels, int height, int width) = images.Size;
        int[] sizes = channels == 1 ? [images.Count, height, width] : [images.Count, channels, height, width];
        Write(path, sizes, stream =>
        {
            for (int i = 0; i < images.Count; i++)
            {
                stream.Write(images.Image(i));
            }
        });
    }

    /// <summary>Writes labels [N] as a plain IDX file of rank 1.</summary>
    /// <exception cref="SaccadeException">There are no labels, or the file can't be written; then nothing of it is left.</exception>
    public static void WriteLabels(string path, ReadOnlyMemory<byte> labels) =>
        Write(path, [labels.Length], stream => stream.Write(labels.Span));

    internal static IdxImages Images(IdxContent content) => content.Sizes switch
    {
        [int count, int height, int width] => new(content.Data, count, new(1, height, width)),
        [int count, int channels, int height, int width] => new(content.Data, count, new(channels, height, width)),
        _ => throw new ArgumentException("Images have rank 3 or 4.", nameof(content)),
    };

    private static void Write(string path, int[] sizes, Action<Stream> writeElements)
    {
        if (sizes[0] == 0) throw new SaccadeException($"{path}: there is nothing to write; an IDX file holds at least one element.");
        byte[] header = new byte[4 + 4 * sizes.Length];
        (header[2], header[3]) = (IdxContent.UnsignedByte, (byte)sizes.Length);
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
