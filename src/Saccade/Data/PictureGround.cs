namespace Saccade.Data;

/// <summary>What lies behind the transparent pixels of a picture.</summary>
public enum PictureGround
{
    /// <summary>White, as on most pages.</summary>
    White,

    /// <summary>Middle gray, 128.</summary>
    Gray,

    /// <summary>Black, as beyond the edge of an image.</summary>
    Black,
}
