namespace Saccade.Checkpoints;

/// <summary>A tensor in a safetensors file whose values are not used.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type as the file states it, such as <c>I64</c>.</param>
/// <param name="Shape">Its lengths, outermost first.</param>
public sealed record SkippedTensor(string Name, string Type, IReadOnlyList<int> Shape);
