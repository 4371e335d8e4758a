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

    [Fact]
    public void The_values_of_the_context_count_as_seen()
    {
        ModelOptions model = ModelOptions.PaperFrame100 with { Channels = 3 };
        Assert.Equal(8 * 4 * 3 * 12 * 12, model.ValuesSeen(8));
        Assert.Equal(2 * 4 * 3 * 12 * 12 + 3 * 10 * 10, (model with { Context = new() { Side = 10 } }).ValuesSeen(2));
    }
}
