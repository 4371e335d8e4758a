using System.Runtime.InteropServices;
using Saccade.Checkpoints;
using Saccade.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Learning;

/// <summary>Between tensors of TorchSharp and named tensors of a checkpoint; everything is single precision.</summary>
internal static class TorchTensors
{
    public static NamedTensor Save(string name, Tensor tensor)
    {
        return new(name, [.. tensor.shape.Select(n => (int)n)], ToArray(tensor));
    }

    public static float[] ToArray(Tensor tensor)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor plain = tensor.detach().cpu().contiguous();
        return MemoryMarshal.Cast<byte, float>(plain.bytes).ToArray();
    }

    /// <summary>Fills a tensor with the values that a checkpoint has under <paramref name="name"/>.</summary>
    public static void Load(IReadOnlyList<NamedTensor> saved, string name, Tensor target)
    {
        NamedTensor source = Find(saved, name, [.. target.shape.Select(n => (int)n)]);
        using IDisposable undifferentiated = no_grad();
        using Tensor values = tensor(source.Values, target.shape);
        target.copy_(values);
    }

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
