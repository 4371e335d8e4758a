using Saccade.Runtime;

namespace Saccade.Checkpoints;

/// <summary>Looks tensors up among those of a checkpoint.</summary>
internal static class NamedTensors
{
    /// <summary>The tensor of that name and shape.</summary>
    /// <exception cref="SaccadeException">There is none of that name, or it has another shape.</exception>
    public static NamedTensor Find(IReadOnlyList<NamedTensor> saved, string name, IReadOnlyList<int> shape)
    {
        NamedTensor found = saved.FirstOrDefault(t => t.Name == name)
            ?? throw new SaccadeException($"The checkpoint has no tensor '{name}'; it was made for a model with other options.");
        return found.Shape.SequenceEqual(shape)
            ? found
            : throw new SaccadeException(
                $"Tensor '{name}' of the checkpoint is [{string.Join(", ", found.Shape)}]; the model's is [{string.Join(", ", shape)}].");
    }
}
