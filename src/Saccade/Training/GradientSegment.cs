namespace Saccade.Training;

/// <summary>A part of a flat gradient that belongs to one layer.</summary>
/// <param name="Layer">The name of the layer in the plan, such as <c>core.recurrent</c>.</param>
/// <param name="Start">The index of its first value.</param>
/// <param name="Length">Its number of values.</param>
public readonly record struct GradientSegment(string Layer, int Start, int Length)
{
    /// <summary>The network that the layer belongs to: its name up to the first dot.</summary>
    public string Network => Layer.Split('.')[0];
}
