using Saccade.Learning;
using Saccade.Runtime;
using Saccade.Tests.Reference;
using TorchSharp;

namespace Saccade.Tests.Runtime;

[Collection(TorchTests.Name)]
public sealed class ComputeDeviceTests
{
    [Fact]
    public void A_missing_GPU_is_told_in_one_line_with_what_is_needed()
    {
        Assert.SkipWhen(torch.cuda.is_available(), "There is a GPU, so that none is missing.");
        SaccadeException told = Assert.Throws<SaccadeException>(() => Engines.Make(Synthetic.Tiny, new(), default, 1, device: ComputeDevice.Cuda));
        Assert.Equal(
            "The device was cuda, but no GPU can be used: it needs an NVIDIA driver and libtorch's CUDA build (docs/engines.md says how to have it); leave --device out to compute on the processor.",
            told.Message);
    }
}
