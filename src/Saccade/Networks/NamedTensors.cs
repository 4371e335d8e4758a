namespace Saccade.Networks;

/// <summary>Finds tensors among those of a checkpoint.</summary>
public static class NamedTensors
{
    /// <summary>Returns the tensor of a name and shape.</summary>
    /// <param name="saved">The tensors of the checkpoint.</param>
    /// <param name="name">The name, such as <c>core.recurrent.weight</c>.</param>
    /// <param name="shape">The shape that the model's options require.</param>
    /// <exception cref="SaccadeException">There is none of that name, or it has another shape.</exception>
    public static NamedTensor Find(IReadOnlyList<NamedTensor> saved, string name, IReadOnlyList<int> shape)
    {
        ArgumentNullException.ThrowIfNull(saved);
        const string OtherModel = "the file was made for another model";
        string expected = $"[{string.Join(", ", shape)}]";
        NamedTensor found = saved.FirstOrDefault(tensor => tensor.Name == name) ?? throw new SaccadeException(new(
            ErrorKind.Missing, Key: name, Detail: $"there is no tensor '{name}' of shape {expected}", Remedy: OtherModel));
        return found.Shape.SequenceEqual(shape)
            ? found
            : throw new SaccadeException(new(
                ErrorKind.Mismatch, Key: name, Value: found.Shape.ToArray(), Allowed: expected,
                Detail: "the model's tensor has this shape", Remedy: OtherModel));
    }
}
