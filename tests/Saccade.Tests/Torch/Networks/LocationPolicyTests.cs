using Saccade.Tests.Reference;
using Saccade.Torch.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Tests.Torch.Networks;

[Collection(TorchTests.Name)]
public sealed class LocationPolicyTests
{
    [Fact]
    public void A_sample_is_the_mean_plus_sigma_times_the_noise()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor sample = LocationPolicy.Sample(tensor([0.5f, -0.25f], 1, 2), tensor([2f, -4f], 1, 2), 0.25);
        Assert.Equal([1f, -1.25f], Synthetic.Values(sample));
    }

    [Fact]
    public void A_sample_carries_no_gradient_and_leaves_mean_and_noise_as_they_were()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weight = tensor([0.5f, -0.25f], 1, 2, requires_grad: true);
        Tensor mean = weight * 2;
        Tensor noise = tensor([2f, -4f], 1, 2);
        Tensor sample = LocationPolicy.Sample(mean, noise, 0.25);
        Assert.False(sample.requires_grad);
        Assert.True(mean.requires_grad);
        Assert.Equal([1f, -0.5f], Synthetic.Values(mean));
        Assert.Equal([2f, -4f], Synthetic.Values(noise));
        sample.fill_(9);
        Assert.Equal([1f, -0.5f], Synthetic.Values(mean));
        // The graph behind the mean is whole: it was neither cut nor written over.
        mean.sum().backward();
        Assert.Equal([2f, 2f], Synthetic.Values(weight.grad!));
    }

    [Fact]
    public void Without_noise_the_sample_is_the_mean()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor mean = tensor([0.5f, -0.25f], 1, 2);
        Assert.Equal(Synthetic.Values(mean), Synthetic.Values(LocationPolicy.Sample(mean, zeros(1, 2), 0.25)));
    }
}
