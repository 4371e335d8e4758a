using SkiaSharp;

namespace Saccade.Imaging.Decoding;

/// <summary>A picture as its file stores it, before it is turned and scaled.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Rgba">Red, green, blue, each multiplied by the opacity, and the opacity [H, W, 4].</param>
/// <param name="Origin">How it is turned; the numbers are those of EXIF and TIFF.</param>
internal sealed record Raster(int Width, int Height, byte[] Rgba, SKEncodedOrigin Origin)
{
    private const int Opaque = 255;

    /// <summary>The pixels [C, H, W] on a ground.</summary>
    /// <param name="channels">1 for the luminance, 3 for red, green and blue.</param>
    /// <param name="ground">The value of the ground in all channels.</param>
    public byte[] Planes(int channels, byte ground)
    {
        int plane = Width * Height;
        byte[] planes = GC.AllocateUninitializedArray<byte>(channels * plane);
        for (int i = 0; i < plane; i++)
        {
            ReadOnlySpan<byte> pixel = Rgba.AsSpan(4 * i, 4);
            int behind = ground * (Opaque - pixel[3]) / Opaque;
            (int red, int green, int blue) = (pixel[0] + behind, pixel[1] + behind, pixel[2] + behind);
            if (channels == 1)
            {
                // The luminance of ITU-R BT.601; its weights sum to 1000.
                planes[i] = Byte((299 * red + 587 * green + 114 * blue + 500) / 1000);
            }
            else
            {
                (planes[i], planes[plane + i], planes[2 * plane + i]) = (Byte(red), Byte(green), Byte(blue));
            }
        }
        return planes;

        // Damaged files may have colours brighter than their opacity.
        static byte Byte(int value) => (byte)Math.Min(value, Opaque);
    }
}
