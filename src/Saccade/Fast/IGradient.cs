namespace Saccade.Fast;

/// <summary>A worker that has learned something.</summary>
internal interface IGradient
{
    /// <summary>The gradient of its share of the last loss with respect to all weights.</summary>
    AlignedBuffer Gradient { get; }
}
