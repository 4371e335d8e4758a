namespace Saccade.Images;

/// <summary>N labelled images: a set in memory, files, or frames composed on demand. Implementations are thread-safe.</summary>
public interface IImageSource
{
    /// <summary>Channels, height and width of each image; the largest height and width where sizes differ.</summary>
    ImageSize Size { get; }

    /// <summary>The labels of the N images, those of epoch 0.</summary>
    Labels Labels { get; }

    /// <summary>The labels of the N images in an epoch; they differ where each epoch composes other digits.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    Labels LabelsIn(int epoch) => Labels;

    /// <summary>N, the number of images.</summary>
    int Count => Labels.Count;

    /// <summary>The same in an epoch: <see cref="Size"/>, unless training frames grow.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    ImageSize SizeIn(int epoch) => Size;

    /// <summary>The size of one image in an epoch: <see cref="SizeIn"/>, unless images have several sizes.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="index">The image, 0 to N − 1.</param>
    ImageSize SizeOf(int epoch, int index) => SizeIn(epoch);

    /// <summary>Writes the pixels of an image.</summary>
    /// <param name="epoch">The epoch, from 0; composed images differ in every epoch. Validation and test read epoch 0.</param>
    /// <param name="index">The image, 0 to N − 1.</param>
    /// <param name="pixels">Receives the pixels [C, H, W] of <see cref="SizeOf"/>, 0 to 255; all are written.</param>
    void Read(int epoch, int index, Span<byte> pixels);

    /// <summary>Whether a part of an image costs less than the whole, as where images are composed.</summary>
    bool ReadsParts => false;

    /// <summary>Writes a square of an image; what lies outside of the image is black.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="index">The image, 0 to N − 1.</param>
    /// <param name="box">The square.</param>
    /// <param name="pixels">Receives the pixels [C, side, side] of the square, 0 to 255; all are written.</param>
    void ReadPart(int epoch, int index, PatchBox box, Span<byte> pixels)
    {
        ImageSize size = SizeOf(epoch, index);
        byte[] image = new byte[size.Pixels];
        Read(epoch, index, image);
        PixelBox.Cut(image, size, box, pixels);
    }
}
