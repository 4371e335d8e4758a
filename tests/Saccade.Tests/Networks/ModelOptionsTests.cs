using Saccade.Networks;
using Saccade.Policy;

namespace Saccade.Tests.Networks;

/// <summary>What follows from a model's options.</summary>
public sealed class ModelOptionsTests
{
    [Theory]
    [InlineData(true, FirstLocation.Uniform, false, PolicyMode.Mean)]
    [InlineData(false, FirstLocation.Centre, false, PolicyMode.Mean)]
    [InlineData(false, FirstLocation.Learned, false, PolicyMode.Mean)]
    [InlineData(true, FirstLocation.Centre, false, PolicyMode.Sample)]
    [InlineData(true, FirstLocation.Centre, true, PolicyMode.Mean)]
    public void Rollouts_differ_by_what_is_random(bool differ, FirstLocation first, bool random, PolicyMode policy) =>
        Assert.Equal(differ, new ModelOptions { FirstLocation = first, RandomGlimpses = random }.IsStochastic(policy));

    [Fact]
    public void Nets_that_see_the_whole_image_answer_always_alike() =>
        Assert.False(new ModelOptions { Kind = ModelKind.Convolutional }.IsStochastic(PolicyMode.Sample));
}
