using Saccade.Imaging.Decoding;
using Saccade.Images;

namespace Saccade.Experiments.Predictions;

/// <summary>Decoded pictures without labels, each of its own size.</summary>
internal sealed class DecodedPictures(IReadOnlyList<Picture> pictures) : IImageSource
{
    public ImageSize Size { get; } = new(
        pictures[0].Size.Channels, pictures.Max(picture => picture.Size.Height), pictures.Max(picture => picture.Size.Width));

    /// <summary>Zeros, because nobody knows better.</summary>
    public Labels Labels { get; } = new(new int[pictures.Count]);

    public ImageSize SizeOf(int epoch, int index) => pictures[index].Size;

    public void Read(int epoch, int index, Span<byte> pixels) => pictures[index].Pixels.CopyTo(pixels);
}
