using Saccade.Networks;
using Saccade.Random;
using Saccade.Sensing;
using Saccade.Tests.Reference;
using Saccade.Torch.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Tests.Torch.Networks;

/// <summary>Each network alone, with weights and results small enough to follow by hand.</summary>
[Collection(TorchTests.Name)]
public sealed class NetworkTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(0);

    private static readonly ModelOptions Options = new()
    {
        Sensor = new() { PatchSide = 1, Scales = 2 },
        GlimpseHidden = 2,
        GlimpseFeatures = 2,
        Hidden = 2,
        Classes = 3,
        IdentityStart = false,
    };

    [Fact]
    public void Additive_glimpse_network_adds_what_and_where()
    {
        using DisposeScope scope = NewDisposeScope();
        using GlimpseNetwork glimpse = Glimpse(Options);
        Synthetic.Set(glimpse, "what_out.weight", 1, 2, -1, 1);
        Synthetic.Set(glimpse, "what_out.bias", 0.5f, -0.5f);
        Synthetic.Set(glimpse, "where_out.weight", 3, 0, 1, -1);
        Synthetic.Set(glimpse, "where_out.bias", -1, 0.25f);
        // h_g = relu(0.5 + 2·0.25, 0.5 − 2·0.25 − 1) = (1, 0); h_l = relu(0.5 + 0.5, −(−1) − 0.5) = (1, 0.5)
        // what = (1 + 0.5, −1 − 0.5); where = (3 − 1, 1 − 0.5 + 0.25); sum = (3.5, −0.75)
        Near([3.5f, 0], glimpse.forward(tensor([0.5f, 0.25f], 1, 2), tensor([0.5f, -1f], 1, 2)));
        // Another place: h_l = relu(−1 + 0.5, 1 − 0.5) = (0, 0.5); where = (−1, −0.25); sum = (0.5, −1.75)
        Near([0.5f, 0], glimpse.forward(tensor([0.5f, 0.25f], 1, 2), tensor([-1f, -1f], 1, 2)));
    }

    [Fact]
    public void Concatenated_glimpse_network_joins_what_before_where()
    {
        using DisposeScope scope = NewDisposeScope();
        using GlimpseNetwork glimpse = Glimpse(Options with { GlimpseForm = GlimpseForm.Concatenated });
        Synthetic.Set(glimpse, "what_out.weight", 1, 10, 100, 1000, 0, 0, 0, -1);
        Synthetic.Set(glimpse, "what_out.bias", 0.5f, 1);
        // [h_g, h_l] = (1, 0, 1, 0.5) as above.
        Near([1 + 100 + 500 + 0.5f, 0.5f], glimpse.forward(tensor([0.5f, 0.25f], 1, 2), tensor([0.5f, -1f], 1, 2)));
    }

    [Fact]
    public void Retina_gain_and_sum_multiply_each_scale_by_its_own_factor()
    {
        using DisposeScope scope = NewDisposeScope();
        SensorOptions sensor = new() { PatchSide = 1, Scales = 3, ScaleFactor = 3 };
        using GlimpseNetwork plain = new(Options with { Sensor = sensor }, Key);
        using GlimpseNetwork gained = new(Options with { Sensor = sensor, InputScale = 2 }, Key);
        using GlimpseNetwork summed = new(Options with { Sensor = sensor, InputScale = 2, InputSum = true }, Key);
        Tensor where = tensor([0.1f, -0.5f], 1, 2), retina = tensor([1f, 0.5f, 0.25f], 1, 3);
        Near(Synthetic.Values(plain.forward(retina * 2, where)), gained.forward(retina, where));
        // 1, 3·3 and 9·9 pixels are pooled into one.
        Near(Synthetic.Values(plain.forward(tensor([2f, 0.5f * 9 * 2, 0.25f * 81 * 2], 1, 3), where)), summed.forward(retina, where));
    }

    [Fact]
    public void Batch_normalisation_makes_every_unit_ignore_scale_and_shift_of_the_retina()
    {
        using DisposeScope scope = NewDisposeScope();
        using GlimpseNetwork glimpse = new(Options with { BatchNorm = true }, Key);
        Tensor retina = tensor([0.1f, 0.9f, 0.4f, 0.2f, 0.7f, 0.5f], 3, 2);
        Tensor where = tensor([0.1f, 0.9f, -0.4f, 0.2f, 0.7f, -0.5f], 3, 2);
        Tensor once = glimpse.forward(retina, where);
        Tensor again = glimpse.forward(retina * 30 + 5, where);
        Assert.Equal(Synthetic.Values(once), Synthetic.Values(again), (a, b) => Math.Abs(a - b) < 1e-3);
        Assert.Contains(Synthetic.Values(once), value => value > 0);
    }

    [Fact]
    public void Batch_normalisation_uses_its_running_statistics_when_it_does_not_train()
    {
        using DisposeScope scope = NewDisposeScope();
        using GlimpseNetwork glimpse = Glimpse(Options with { BatchNorm = true });
        Synthetic.Set(glimpse, "what_out.weight", 1, 0, 0, 1);
        Synthetic.Set(glimpse, "what_out.bias", 0, 0);
        Synthetic.Set(glimpse, "where_out.weight", 0, 0, 0, 0);
        Synthetic.Set(glimpse, "where_out.bias", 0, 0);
        Synthetic.Set(glimpse, "what_norm.weight", 2, 1);
        Synthetic.Set(glimpse, "what_norm.bias", 0.25f, 3);
        glimpse.get_buffer("what_norm.running_mean")!.copy_(tensor([0.5f, 0f]));
        glimpse.get_buffer("what_norm.running_var")!.copy_(tensor([4f, 1f]));
        glimpse.eval();
        // A·ρ = (1, −1); normalised (0.5/2·2 + 0.25, −1 + 3); a batch of one is no trouble.
        Near([0.75f, 2], glimpse.forward(tensor([0.5f, 0.25f], 1, 2), zeros(1, 2)));
    }

    [Fact]
    public void Relu_core_adds_glimpse_and_memory()
    {
        using DisposeScope scope = NewDisposeScope();
        using ReluCore core = new(Options, Key);
        Synthetic.Set(core, "input.weight", 1, 2, 3, 4);
        Synthetic.Set(core, "input.bias", 0.5f, -8);
        Synthetic.Set(core, "recurrent.weight", 0, 1, -1, 0);
        Synthetic.Set(core, "recurrent.bias", 0.25f, 0.5f);
        CoreState first = core.Step(tensor([1f, 1f], 1, 2), core.Start(1, CPU));
        Near([3.75f, 0], first.Hidden); // (3.5 + 0.25, −1 + 0.5)
        CoreState second = core.Step(tensor([0f, 4f], 1, 2), new(tensor([2f, 3f], 1, 2)));
        Near([8.5f + 3.25f, 8 - 2 + 0.5f], second.Hidden);
        Assert.Null(second.Cell);
    }

    [Fact]
    public void Relu_core_that_starts_as_the_identity_remembers_everything()
    {
        using DisposeScope scope = NewDisposeScope();
        using ReluCore core = new(Options with { IdentityStart = true }, Key);
        Synthetic.Set(core, "input.weight", 0, 0, 0, 0);
        Synthetic.Set(core, "input.bias", 0, 0);
        Near([0.5f, 7], core.Step(ones(1, 2), new(tensor([0.5f, 7f], 1, 2))).Hidden);
    }

    [Fact]
    public void Lstm_core_takes_one_step_as_its_equations_say()
    {
        using DisposeScope scope = NewDisposeScope();
        ModelOptions options = Options with { GlimpseFeatures = 1, Hidden = 1 };
        using LstmCore core = new(options, Key);
        Synthetic.Set(core, "input.weight", 1, 2, 3, 4); // i, f, u, o
        Synthetic.Set(core, "input.bias", 0.1f, 0.2f, 0.3f, 0.4f);
        Synthetic.Set(core, "recurrent.weight", -1, 0.5f, 0, 2);
        Synthetic.Set(core, "recurrent.bias", 0, 0.1f, 0, -0.1f);
        CoreState state = core.Step(tensor([0.5f], 1, 1), new(tensor([0.2f], 1, 1), tensor([-0.7f], 1, 1)));
        static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
        // i = 0.5 + 0.1 − 0.2; f = 1 + 0.2 + 0.1 + 0.1; u = 1.5 + 0.3; o = 2 + 0.4 + 0.4 − 0.1
        double cell = Sigmoid(1.4) * -0.7 + Sigmoid(0.4) * Math.Tanh(1.8);
        Near([(float)cell], state.Cell!);
        Near([(float)(Sigmoid(2.7) * Math.Tanh(cell))], state.Hidden);
    }

    [Fact]
    public void Lstm_core_starts_from_nothing()
    {
        using DisposeScope scope = NewDisposeScope();
        using LstmCore core = new(Options, Key);
        CoreState start = core.Start(3, CPU);
        Assert.Equal(new float[6], Synthetic.Values(start.Hidden));
        Assert.Equal(new float[6], Synthetic.Values(start.Cell!));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void Location_network_gives_the_mean(bool squash, bool hidden)
    {
        using DisposeScope scope = NewDisposeScope();
        using LocationNetwork location = new(Options with { SquashMean = squash, LocationHidden = hidden ? 1 : 0 }, Key);
        double x = 2 * 0.5 + 0.25, y = -3 * 0.5;
        if (hidden)
        {
            Synthetic.Set(location, "hidden.weight", 1, -1);
            Synthetic.Set(location, "hidden.bias", 1);
            Synthetic.Set(location, "mean.weight", 2, -3);
            Synthetic.Set(location, "mean.bias", 0.25f, 0);
            (x, y) = (2 * 0.75 + 0.25, -3 * 0.75); // relu(0.5 − 0.75 + 1) = 0.75
        }
        else
        {
            Synthetic.Set(location, "mean.weight", 2, 0, -3, 0);
            Synthetic.Set(location, "mean.bias", 0.25f, 0);
        }
        Tensor mean = location.forward(tensor([0.5f, 0.75f], 1, 2));
        Near(squash ? [(float)Math.Tanh(x), (float)Math.Tanh(y)] : [(float)x, (float)y], mean);
    }

    [Fact]
    public void Hidden_layer_of_the_location_network_is_rectified()
    {
        using DisposeScope scope = NewDisposeScope();
        using LocationNetwork location = new(Options with { LocationHidden = 1, SquashMean = false }, Key);
        Synthetic.Set(location, "hidden.weight", -1, -1);
        Synthetic.Set(location, "hidden.bias", 0);
        Synthetic.Set(location, "mean.bias", 0.25f, -0.5f);
        Near([0.25f, -0.5f], location.forward(ones(1, 2)));
    }

    [Fact]
    public void Action_and_baseline_networks_are_linear()
    {
        using DisposeScope scope = NewDisposeScope();
        using ActionNetwork action = new(Options, Key);
        using BaselineNetwork baseline = new(Options, Key);
        Synthetic.Set(action, "scores.weight", 1, 2, 3, 4, 5, 6);
        Synthetic.Set(action, "scores.bias", 0, 1, -20);
        Synthetic.Set(baseline, "value.weight", 2, -1);
        Synthetic.Set(baseline, "value.bias", 0.5f);
        Tensor h = tensor([1f, 0.5f, -2f, 0f], 2, 2);
        Near([2, 6, -12, -2, -5, -30], action.forward(h));
        Near([2, -3.5f], baseline.forward(h));
        Assert.Equal([2L], baseline.forward(h).shape);
    }

    private static GlimpseNetwork Glimpse(ModelOptions options)
    {
        GlimpseNetwork glimpse = new(options, Key);
        Synthetic.Set(glimpse, "what.weight", 1, 2, 1, -2);
        Synthetic.Set(glimpse, "what.bias", 0, -1);
        Synthetic.Set(glimpse, "where.weight", 1, 0, 0, -1);
        Synthetic.Set(glimpse, "where.bias", 0.5f, -0.5f);
        return glimpse;
    }

    private static void Near(float[] expected, Tensor actual) =>
        Assert.Equal(expected, Synthetic.Values(actual), (a, b) => Math.Abs(a - b) <= 1e-4 * Math.Max(1, Math.Abs(a)));
}
