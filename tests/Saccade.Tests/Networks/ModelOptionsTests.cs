using Saccade.Errors;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Tests.Reference;

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
        ModelOptions model = PaperModels.Frame100 with { Channels = 3 };
        Assert.Equal(8 * 4 * 3 * 12 * 12, model.ValuesSeen(8));
        Assert.Equal(2 * 4 * 3 * 12 * 12 + 3 * 10 * 10, (model with { Context = new() { Side = 10 } }).ValuesSeen(2));
    }

    [Fact]
    public void A_saliency_map_needs_the_convolutions_of_a_context_network_and_the_whole_frame()
    {
        ModelOptions map = new()
        {
            LocationForm = LocationForm.Saliency,
            Context = new() { Side = 12, Units = 0, Convolution = new() { Filters = [4] } },
        };
        map.Check();
        Assert.Equal("model.location_form", KeyRefused(map with { Context = map.Context with { Side = 0 } }));
        Assert.Equal("model.location_form", KeyRefused(map with { Context = new() { Side = 12 } }));
        Assert.Equal("model.location_hidden", KeyRefused(map with { LocationHidden = 8 }));
        Assert.Equal("model.sensor.reach", KeyRefused(map with { Sensor = map.Sensor with { Reach = 0.5 } }));
        Assert.Equal("model.squash_sample", KeyRefused(map with { SquashSample = true }));
        Assert.Equal("model.context.units", KeyRefused(map with { LocationForm = LocationForm.State }));
    }

    [Fact]
    public void A_context_network_without_convolutions_whose_first_layer_is_too_large_is_refused()
    {
        ModelOptions model = new() { Context = new() { Side = 512, Units = 1024 } };
        model.Check();
        Assert.Equal("model.context.side", KeyRefused(model with { Context = new() { Side = 1024, Units = 1024 } }));
    }

    private static string? KeyRefused(ModelOptions model) => Assert.Throws<OptionException>(model.Check).Error.Key;
}
