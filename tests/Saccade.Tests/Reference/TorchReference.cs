using Saccade.Networks;
using Saccade.Random;
using Saccade.Torch;
using Saccade.Torch.Native;
using Saccade.Torch.Networks;
using Saccade.Training;
using TorchSharp;

namespace Saccade.Tests.Reference;

/// <summary>
/// The readable engines on the device that SACCADE_DEVICE names, else on the processor: with a GPU, all that is held
/// against them is held against it.
/// </summary>
internal static class TorchReference
{
    public static ComputeDevice Device { get; } =
        Enum.Parse<ComputeDevice>(Environment.GetEnvironmentVariable("SACCADE_DEVICE") ?? nameof(ComputeDevice.Cpu), ignoreCase: true);

    public static TorchEngine Engine(ModelOptions model, TrainingOptions training, RandomKey key) =>
        new(model, training, key, Device);

    public static RecurrentAttentionModel Model(ModelOptions model, RandomKey key)
    {
        RecurrentAttentionModel made = new(model, key);
        made.to(NativeTorch.Load(Device));
        return made;
    }
}
