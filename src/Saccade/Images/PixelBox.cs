namespace Saccade.Images;

/// <summary>A rectangle of an image in pixels.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
internal readonly record struct PixelBox(int Left, int Top, int Width, int Height)
{
    /// <summary>The whole of an image.</summary>
    public static PixelBox Whole(ImageSize size) => new(0, 0, size.Width, size.Height);

    /// <summary>The first column after it.</summary>
    public int Right => Left + Width;

    /// <summary>The first row after it.</summary>
    public int Bottom => Top + Height;

    /// <summary>Whether it has no pixel.</summary>
    public bool IsEmpty => Width <= 0 || Height <= 0;

    /// <summary>What two boxes have in common; it is empty if they have nothing.</summary>
    public PixelBox Intersect(PixelBox other)
    {
        (int left, int top) = (Math.Max(Left, other.Left), Math.Max(Top, other.Top));
        return new(left, top, Math.Min(Right, other.Right) - left, Math.Min(Bottom, other.Bottom) - top);
    }

    /// <summary>The same box where (<paramref name="x"/>, <paramref name="y"/>) is the origin.</summary>
    public PixelBox From(int x, int y) => new(Left - x, Top - y, Width, Height);

    /// <summary>Copies its pixels from an image to (<paramref name="x"/>, <paramref name="y"/>) of another.</summary>
    /// <param name="image">Pixels [C, H, W].</param>
    /// <param name="size">Their size.</param>
    /// <param name="other">Receives the pixels; others of its pixels [C, H, W] stay as they are.</param>
    /// <param name="otherSize">The size of the other image, which has as many channels.</param>
    /// <param name="x">The first column of the copy.</param>
    /// <param name="y">The first row of the copy.</param>
    public void Copy(ReadOnlySpan<byte> image, ImageSize size, Span<byte> other, ImageSize otherSize, int x, int y)
    {
        for (int channel = 0; channel < size.Channels; channel++)
        {
            int from = (channel * size.Height + Top) * size.Width + Left, to = (channel * otherSize.Height + y) * otherSize.Width + x;
            for (int row = 0; row < Height; row++, from += size.Width, to += otherSize.Width)
            {
                image.Slice(from, Width).CopyTo(other[to..]);
            }
        }
    }

    /// <summary>Writes a square of an image; what lies outside of the image is black.</summary>
    /// <param name="image">Pixels [C, H, W].</param>
    /// <param name="size">Their size.</param>
    /// <param name="box">The square.</param>
    /// <param name="pixels">Receives the pixels [C, side, side].</param>
    public static void Cut(ReadOnlySpan<byte> image, ImageSize size, PatchBox box, Span<byte> pixels)
    {
        PixelBox square = new(box.Left, box.Top, box.Side, box.Side), inside = square.Intersect(Whole(size));
        if (inside != square)
        {
            pixels.Clear();
        }
        if (!inside.IsEmpty)
        {
            inside.Copy(image, size, pixels, new(size.Channels, box.Side, box.Side), inside.Left - box.Left, inside.Top - box.Top);
        }
    }
}
