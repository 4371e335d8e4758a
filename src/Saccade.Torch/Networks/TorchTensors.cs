using System.Runtime.InteropServices;

namespace Saccade.Torch.Networks;

/// <summary>Converts between tensors of TorchSharp and batches or the single-precision tensors of a checkpoint.</summary>
internal static class TorchTensors
{
    /// <summary>A batch's labels [B], 64-bit.</summary>
    public static Tensor Labels(IEpisodes batch, Device device) => tensor(batch.Labels.ToArray(), dtype: ScalarType.Int64, device: device);

    /// <summary>The right class of each of S slots of a batch, the end symbol included [S, B], 64-bit; −1 after the end.</summary>
    public static Tensor Sequences(IEpisodes batch, ModelOptions model, Device device)
    {
        long[] classes = new long[model.Labels * batch.Count];
        Array.Fill(classes, -1);
        for (int i = 0; i < batch.Count; i++)
        {
            ReadOnlySpan<int> labels = batch.LabelsOf(i);
            for (int slot = 0; slot < LabelSequence.SlotsOf(labels.Length, model.Labels); slot++)
            {
                classes[slot * batch.Count + i] = LabelSequence.ClassAt(labels, slot, model.Classes - 1);
            }
        }
        return tensor(classes, [model.Labels, batch.Count], dtype: ScalarType.Int64, device: device);
    }

    public static int[] Shape(Tensor tensor) => [.. tensor.shape.Select(length => (int)length)];

    public static NamedTensor Save(string name, Tensor tensor) => new(name, Shape(tensor), ToArray(tensor));

    public static float[] ToArray(Tensor tensor)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor plain = tensor.detach().cpu().contiguous();
        return MemoryMarshal.Cast<byte, float>(plain.bytes).ToArray();
    }

    /// <summary>Fills a tensor with the values that a checkpoint has under <paramref name="name"/>.</summary>
    /// <exception cref="SaccadeException">The checkpoint has no such tensor, or one of another shape.</exception>
    public static void Load(IReadOnlyList<NamedTensor> saved, string name, Tensor target)
    {
        NamedTensor source = NamedTensors.Find(saved, name, Shape(target));
        using IDisposable noGradient = no_grad();
        using Tensor values = tensor(source.Values, target.shape);
        target.copy_(values);
    }
}
