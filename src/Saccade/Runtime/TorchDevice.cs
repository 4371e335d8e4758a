using TorchSharp;

namespace Saccade.Runtime;

/// <summary>Finds the device of TorchSharp.</summary>
internal static class TorchDevice
{
    /// <summary>The device to put tensors on.</summary>
    /// <exception cref="SaccadeException">It is not there.</exception>
    public static torch.Device Of(ComputeDevice device)
    {
        NativeTorch.Load();
        if (device != ComputeDevice.Cuda)
        {
            return torch.CPU;
        }
        if (!torch.cuda.is_available())
        {
            throw new SaccadeException(
                "The device was cuda, but no GPU can be used: it needs an NVIDIA driver and libtorch's CUDA build (docs/engines.md says how to have it); leave --device out to compute on the processor.");
        }
        // Convolutions would be computed with factors of ten bits.
        torch.backends.cudnn.allow_tf32 = false;
        return torch.CUDA;
    }
}
