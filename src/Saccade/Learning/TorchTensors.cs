using System.Runtime.InteropServices;
using Saccade.Checkpoints;
using Saccade.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Learning;

/// <summary>Between tensors of TorchSharp and batches, or named tensors of a checkpoint, which are in single precision.</summary>
internal static class TorchTensors
{
    /// <summary>A batch's whole images [B, C, H, W], 0 to 1.</summary>
    public static Tensor Images(Batch batch, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor bytes = empty(batch.Count, batch.Size.Channels, batch.Size.Height, batch.Size.Width, dtype: ScalarType.Byte);
        batch.Pixels.Span.CopyTo(bytes.bytes);
        return scope.MoveToOuter(bytes.to(device).to_type(ScalarType.Float32).div_(255));
    }

    /// <summary>A batch's labels [B], 64-bit.</summary>
    public static Tensor Labels(Batch batch, Device device) => tensor([.. batch.Labels], dtype: ScalarType.Int64, device: device);

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
        NamedTensor source = NamedTensors.Find(saved, name, [.. target.shape.Select(n => (int)n)]);
        using IDisposable undifferentiated = no_grad();
        using Tensor values = tensor(source.Values, target.shape);
        target.copy_(values);
    }
}
