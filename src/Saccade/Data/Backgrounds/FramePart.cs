using System.Buffers;
using Saccade.Data.Augmented;

namespace Saccade.Data.Backgrounds;

/// <summary>A picture on a frame, or a part of one.</summary>
/// <param name="Source">The set of the picture.</param>
/// <param name="Picture">Its number.</param>
/// <param name="Geometry">How it is turned and distorted.</param>
/// <param name="Colours">How its colours change.</param>
/// <param name="Place">Where it lies on the frame.</param>
/// <param name="CropX">The first column of the changed picture that is shown.</param>
/// <param name="CropY">The first row of the changed picture that is shown.</param>
internal readonly record struct FramePart(
    IImageSource Source, int Picture, GeometricChange Geometry, ColourChange Colours, PixelBox Place, int CropX, int CropY)
{
    /// <summary>Draws what lies within a window of the frame; only these pixels are computed.</summary>
    /// <param name="window">The window.</param>
    /// <param name="pixels">Receives the pixels [C, H, W] of an image that has the window at (x, y).</param>
    /// <param name="size">The size of that image.</param>
    /// <param name="x">The first column of the window there.</param>
    /// <param name="y">The first row of the window there.</param>
    public void Draw(PixelBox window, Span<byte> pixels, ImageSize size, int x, int y)
    {
        PixelBox shown = Place.Intersect(window);
        if (shown.IsEmpty)
        {
            return;
        }
        (x, y) = (x + shown.Left - window.Left, y + shown.Top - window.Top);
        PixelBox part = shown.From(Place.Left - CropX, Place.Top - CropY);
        ImageSize picture = Source.SizeOf(0, Picture);
        byte[] rented = ArrayPool<byte>.Shared.Rent(2 * picture.Pixels);
        try
        {
            Span<byte> image = rented.AsSpan(0, picture.Pixels), changed = rented.AsSpan(picture.Pixels, picture.Pixels);
            Source.Read(0, Picture, image);
            if (Colours.IsNone)
            {
                Geometry.Apply(image, picture, part, pixels, size, x, y);
                return;
            }
            // Contrast depends on the mean of the whole picture.
            Geometry.Apply(image, picture, changed);
            Colours.Apply(changed, picture.Channels);
            part.Copy(changed, Geometry.SizeOf(picture), pixels, size, x, y);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
