namespace Saccade.Images;

/// <summary>The size of an image in pixels.</summary>
/// <param name="Channels">C: 1 for gray, 3 for colour.</param>
/// <param name="Height">H, rows.</param>
/// <param name="Width">W, columns.</param>
public readonly record struct ImageSize(int Channels, int Height, int Width)
{
    /// <summary>Bytes of one image, C·H·W.</summary>
    public int Pixels => checked(Channels * Height * Width);

    /// <summary>The same where it may be more than an array can hold, as the largest height and width of several images.</summary>
    internal long LongPixels => (long)Channels * Height * Width;

    /// <summary>Width × height, and × channels unless there is one.</summary>
    public override string ToString() => Channels == 1 ? $"{Width}×{Height}" : $"{Width}×{Height}×{Channels}";
}
