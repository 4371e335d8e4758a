using Saccade.Data;

namespace Saccade.Imaging.Decoding;

/// <summary>What a picture becomes when it is decoded.</summary>
public sealed record DecodingOptions
{
    /// <summary>The most pixels that a picture may have by default, those of a large camera.</summary>
    public const int MostPixelsByDefault = 100_000_000;

    /// <summary>How many times as long as its shorter side the longer side of a picture may be by default.</summary>
    public const int MostAspectByDefault = 20;

    internal const int MostShortSide = 4096;

    /// <summary>C: 1 for the luminance (ITU-R BT.601), 3 for red, green and blue.</summary>
    public int Channels
    {
        get;
        init => field = value is 1 or 3
            ? value
            : throw new OptionException(new(ErrorKind.NotAllowed, Key: nameof(Channels), Value: value, Allowed: "1 or 3"));
    } = 3;

    /// <summary>The pixels of the shorter side, to which the picture is scaled; 0 leaves every picture its size.</summary>
    public int ShortSide { get; init => field = Require.Between(value, 0, MostShortSide); }

    /// <summary>What lies behind transparent pixels.</summary>
    public PictureGround Ground { get; init => field = Require.Defined(value); } = PictureGround.White;

    /// <summary>
    /// How many times as long as the shorter side the longer one may be: scaled to the shorter side of other pictures, a strip would be
    /// larger than hundreds of them.
    /// </summary>
    public int MostAspect { get; init => field = Require.Between(value, 1, MostPixelsByDefault); } = MostAspectByDefault;

    /// <summary>The most pixels, H·W, that a picture may have, in its file and when it is scaled.</summary>
    public int MostPixels { get; init => field = Require.Between(value, 1, MostPixelsByDefault); } = MostPixelsByDefault;
}
