namespace Saccade.Inference;

/// <summary>The order of the values of an image with several channels.</summary>
public enum PixelLayout
{
    /// <summary>[H, W, C]: the channels of a pixel follow each other, as in most picture formats and graphics libraries.</summary>
    Interleaved,

    /// <summary>[C, H, W]: one plane for each channel, as in most tensors.</summary>
    Planar,
}
