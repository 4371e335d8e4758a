namespace Saccade.Data;

/// <summary>Where a picture lies on a frame of background pictures.</summary>
public enum PicturePlacement
{
    /// <summary>At the corner of a random cell of the background, so that its edges are where those of background pictures are.</summary>
    Cell,

    /// <summary>Anywhere.</summary>
    Anywhere,
}
