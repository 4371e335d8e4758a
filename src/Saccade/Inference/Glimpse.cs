namespace Saccade.Inference;

/// <summary>One glimpse of an image, and the answer after it.</summary>
/// <param name="X">The horizontal centre in [-1, 1]; −1 is the left edge.</param>
/// <param name="Y">The vertical centre in [-1, 1]; −1 is the top edge.</param>
/// <param name="Box">The pixels of the widest patch; parts may lie outside of the image.</param>
/// <param name="Probabilities">The probability of each class after this glimpse [classes].</param>
public sealed record Glimpse(float X, float Y, PatchBox Box, IReadOnlyList<float> Probabilities);
