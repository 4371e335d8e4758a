using Saccade.Errors;
using Saccade.Experiments.Engines;
using Saccade.Tests.Reference;
using Saccade.Training;
using TorchSharp;

namespace Saccade.Tests.Torch;

[Collection(TorchTests.Name)]
public sealed class ComputeDeviceTests
{
    [Fact]
    public void A_missing_GPU_is_reported_in_one_line_with_what_is_needed()
    {
        Assert.SkipWhen(torch.cuda.is_available(), "There is a GPU, so that none is missing.");
        SaccadeException refusal =
            Assert.Throws<SaccadeException>(() => EngineFactory.Create(Synthetic.Tiny, new(), default, 1, device: ComputeDevice.Cuda));
        Assert.Equal(
            "device was 'cuda'; it needs an NVIDIA driver and libtorch's CUDA build (docs/engines.md). "
            + "Leave --device out to compute on the processor.",
            refusal.Message);
        Assert.Equal((ErrorKind.Unavailable, "device", "cuda"), (refusal.Error.Kind, refusal.Error.Key, refusal.Error.Value));
    }
}
