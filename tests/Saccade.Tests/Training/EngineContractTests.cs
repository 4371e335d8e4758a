using Saccade.Experiments.Engines;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Training;

/// <summary>What <see cref="IEngine"/> promises, of every engine and every kind of model.</summary>
[Collection(TorchTests.Name)]
public sealed class EngineContractTests
{
    private static readonly TrainingOptions s_training = new() { Loss = new() { LocationWeight = 0.5, LocationReachesCore = true } };
    private static readonly LossWeights s_weights = LossWeights.Of(s_training.Loss);

    private static readonly Dictionary<string, ModelOptions> s_models = new()
    {
        ["attention"] = Synthetic.Tiny with { LocationHidden = 4 },
        ["LSTM"] = Synthetic.Tiny with { Core = CoreKind.Lstm },
        ["fully connected"] = Classifier(ModelKind.FullyConnected),
        ["convolutional"] = Classifier(ModelKind.Convolutional),
    };

    public static TheoryData<string, EngineKind> Engines =>
        new MatrixTheoryData<string, EngineKind>(s_models.Keys, Enum.GetValues<EngineKind>());

    [Theory]
    [MemberData(nameof(Engines))]
    public void A_backward_pass_moves_neither_weights_nor_the_state_of_the_optimiser(string model, EngineKind kind)
    {
        using IEngine engine = Create(model, kind);
        Step(engine, 1);
        (IReadOnlyList<NamedTensor> weights, IReadOnlyList<NamedTensor> state) = (engine.SaveWeights(), engine.SaveOptimiser());
        Backward(engine, 2);
        TinyTraining.AssertSame(weights, engine.SaveWeights());
        TinyTraining.AssertSame(state, engine.SaveOptimiser());
        engine.Update(0.01);
        Assert.NotEqual(Flat(weights), Flat(engine.SaveWeights()));
        Assert.NotEqual(Flat(state), Flat(engine.SaveOptimiser()));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void A_backward_pass_replaces_the_gradient_of_the_one_before(string model, EngineKind kind)
    {
        using IEngine engine = Create(model, kind);
        Backward(engine, 1);
        float[] alone = engine.Gradient.Values.ToArray();
        double norm = engine.Gradient.Norm();
        Backward(engine, 2);
        Assert.NotEqual(alone, engine.Gradient.Values.ToArray());
        Assert.NotEqual(norm, engine.Gradient.Norm());
        Backward(engine, 1);
        Assert.Equal(alone, engine.Gradient.Values.ToArray());
        Assert.Equal(norm, engine.Gradient.Norm());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void The_gradient_is_cut_into_the_networks_of_the_plan(string model, EngineKind kind)
    {
        using IEngine engine = Create(model, kind);
        Backward(engine, 1);
        FlatGradient gradient = engine.Gradient;
        Assert.Subset(
            engine.Plan.Layers.Select(layer => layer.Name).ToHashSet(), gradient.Segments.Select(segment => segment.Layer).ToHashSet());
        foreach (string network in engine.Plan.Networks)
        {
            // An engine may compute layers of a network in one, and pad segments with zeros.
            GradientSegment[] own = [.. gradient.Segments.Where(segment => segment.Network == network)];
            long parameters = engine.Plan.Layers.Where(layer => layer.Network == network).Sum(layer => layer.Parameters);
            Assert.InRange(parameters, 1, own.Sum(segment => (long)segment.Length));
            Assert.InRange(own.Sum(segment => (long)gradient[segment].ToArray().Count(value => value != 0)), 1, parameters);
        }
        bool[] covered = new bool[gradient.Values.Length];
        foreach (GradientSegment segment in gradient.Segments)
        {
            Assert.False(covered.AsSpan(segment.Start, segment.Length).Contains(true));
            covered.AsSpan(segment.Start, segment.Length).Fill(true);
        }
        Assert.DoesNotContain(gradient.Values.ToArray().Zip(covered), value => !value.Second && value.First != 0);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Norms_are_those_of_the_values_by_network_and_of_all(string model, EngineKind kind)
    {
        using IEngine engine = Create(model, kind);
        Backward(engine, 1);
        FlatGradient gradient = engine.Gradient;
        double all = 0;
        foreach (string network in engine.Plan.Networks)
        {
            double squares = gradient.Segments.Where(segment => segment.Network == network).Sum(segment => Squares(gradient[segment]));
            Assert.Equal(Math.Sqrt(squares), gradient.Norm(network), 1e-6 * (1 + Math.Sqrt(squares)));
            Assert.True(squares > 0, network);
            all += squares;
        }
        Assert.Equal(Math.Sqrt(all), gradient.Norm(), 1e-6 * (1 + Math.Sqrt(all)));
        gradient.Values.Clear();
        Assert.Equal(0, gradient.Norm());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void An_update_uses_the_gradient_as_it_stands_times_its_scale(string model, EngineKind kind)
    {
        TrainingOptions plain = s_training with { Optimiser = new() { Kind = OptimiserKind.Sgd, Momentum = 0 } };
        using IEngine whole = Create(model, kind, plain), scaled = Create(model, kind, plain), edited = Create(model, kind, plain);
        float[] before = Flat(whole.SaveWeights());
        Backward(whole, 1);
        Backward(scaled, 1);
        Backward(edited, 1);
        whole.Update(0.25);
        scaled.Update(1, gradientScale: 0.25);
        foreach (ref float value in edited.Gradient.Values)
        {
            value *= 0.25f;
        }
        edited.Update(1);
        Assert.NotEqual(before, Flat(whole.SaveWeights()));
        Assert.Equal(Flat(whole.SaveWeights()), Flat(scaled.SaveWeights()), Near);
        Assert.Equal(Flat(whole.SaveWeights()), Flat(edited.SaveWeights()), Near);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void A_sum_over_two_processes_with_the_same_batch_doubles_the_gradient(string model, EngineKind kind)
    {
        TrainingOptions plain = s_training with { Optimiser = new() { Kind = OptimiserKind.Sgd, Momentum = 0 } };
        using IEngine alone = Create(model, kind, plain), together = Create(model, kind, plain);
        (IEpisodes episodes, RolloutNoise noise) = Batch(alone, 1);
        alone.Step(plain, episodes, noise, 0.02);
        together.Step(plain, episodes, noise, 0.01, new Doubling());
        Assert.Equal(2 * alone.Gradient.Norm(), together.Gradient.Norm(), 1e-6 * together.Gradient.Norm());
        Assert.Equal(Flat(alone.SaveWeights()), Flat(together.SaveWeights()), Near);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Two_processes_with_half_a_batch_each_learn_what_one_learns_from_the_whole(string model, EngineKind kind)
    {
        // Without location term, whose baseline is the same but whose variance is not: cross-entropies average over images.
        TrainingOptions plain = new()
        {
            Loss = new() { LocationWeight = 0, BaselineWeight = 0 },
            Optimiser = new() { Kind = OptimiserKind.Sgd, Momentum = 0 },
        };
        using IEngine whole = Create(model, kind, plain), first = Create(model, kind, plain), second = Create(model, kind, plain);
        ImageBatch batch = Synthetic.TinyBatch(count: 2);
        int glimpses = whole.Model.GlimpseCount();
        LossWeights weights = LossWeights.Of(plain.Loss);
        whole.Backward(batch, Synthetic.TinyNoise(rows: 2, glimpses: glimpses), weights);
        RandomKey key = RandomKey.FromSeed(1).Fork("noise");
        first.Backward(Synthetic.Only(batch, 0), RolloutNoise.Draw(key, 0, 1, glimpses, PolicyMode.Sample), weights);
        second.Backward(Synthetic.Only(batch, 1), RolloutNoise.Draw(key, 1, 1, glimpses, PolicyMode.Sample), weights);
        first.Gradient.Sum(new Adding(second.Gradient));
        Assert.Equal(whole.Gradient.Values.ToArray().Select(value => 2 * value), first.Gradient.Values.ToArray(), Near);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void An_image_whose_class_has_twice_the_weight_counts_twice(string model, EngineKind kind)
    {
        LossOptions smoothed = new() { LocationWeight = 0, BaselineWeight = 0, LabelSmoothing = 0.1 };
        using IEngine engine = Create(model, kind, new TrainingOptions { Loss = smoothed });
        ImageBatch batch = Synthetic.TinyBatch(count: 1);
        RolloutNoise noise = Synthetic.TinyNoise(rows: 1, glimpses: engine.Model.GlimpseCount());
        LossWeights plain = new(1, 0, 0);
        double[] ofClasses = [.. Enumerable.Repeat(0.5, engine.Model.Classes)];
        ofClasses[batch.Labels[0]] = 2;

        StepReport once = engine.Backward(batch, noise, plain);
        float[] gradient = engine.Gradient.Values.ToArray();
        StepReport twice = engine.Backward(batch, noise, plain with { Classes = ofClasses });

        Assert.Equal(2 * once.Loss.Action, twice.Loss.Action, 1e-5);
        Assert.Equal(gradient.Select(value => 2 * value), engine.Gradient.Values.ToArray(), Near);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Clipping_shortens_a_long_gradient_to_the_limit_and_leaves_a_short_one(string model, EngineKind kind)
    {
        TrainingOptions plain = s_training with { Optimiser = new() { Kind = OptimiserKind.Sgd, Momentum = 0 } };
        using IEngine free = Create(model, kind, plain);
        float[] start = Flat(free.SaveWeights());
        Step(free, 1, plain);
        double length = Distance(start, Flat(free.SaveWeights()));
        double norm = free.Gradient.Norm();
        Assert.Equal(0.01 * norm, length, 1e-4 * length);
        foreach ((double limit, double expected) in ((double, double)[])[(norm / 4, length / 4), (norm * 1.01, length)])
        {
            TrainingOptions clipped = plain with { Optimiser = plain.Optimiser with { ClipNorm = limit } };
            using IEngine engine = Create(model, kind, clipped);
            Step(engine, 1, clipped);
            Assert.Equal(expected, Distance(start, Flat(engine.SaveWeights())), 1e-4 * length);
            // The gradient that is measured is the one before clipping.
            Assert.Equal(norm, engine.Gradient.Norm(), 1e-6 * norm);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void A_term_of_weight_zero_has_no_gradient_and_the_report_is_unweighted(string model, EngineKind kind)
    {
        using IEngine engine = Create(model, kind);
        (IEpisodes episodes, RolloutNoise noise) = Batch(engine, 1);
        StepReport report = engine.Backward(episodes, noise, s_weights);
        foreach (string term in engine.Plan.Terms)
        {
            StepReport alone = engine.Backward(episodes, noise, s_weights.Only(term));
            Assert.Equal(report.Loss.Action, alone.Loss.Action, 1e-5);
            Assert.Equal(report.Loss.Baseline, alone.Loss.Baseline, 1e-5);
            Assert.Equal(report.Loss.Location, alone.Loss.Location, 1e-4);
        }
        if (engine.Plan.Terms.Count > 1)
        {
            engine.Backward(episodes, noise, new(0, 0, 0));
            Assert.Equal(0, engine.Gradient.Norm());
        }
    }

    [Fact]
    public void Batch_normalisation_takes_over_the_statistics_of_a_batch_only_with_the_update()
    {
        using IEngine engine = EngineFactory.Create(
            Synthetic.Tiny with { BatchNorm = true }, s_training, RandomKey.FromSeed(1), 1, EngineKind.Torch);
        float[] before = Statistics();
        Backward(engine, 1);
        Assert.Equal(before, Statistics());
        (IEpisodes episodes, RolloutNoise noise) = Batch(engine, 2);
        engine.Forward(episodes, Synthetic.TinyNoise());
        Assert.Equal(before, Statistics());
        engine.Update(0.01);
        float[] once = Statistics();
        Assert.NotEqual(before, once);
        // A backward pass that no update follows, such as a measurement, leaves nothing behind.
        engine.Backward(episodes, noise, s_weights);
        Backward(engine, 1);
        Assert.Equal(once, Statistics());

        float[] Statistics() =>
            [.. engine.SaveWeights().Where(weight => weight.Name.Contains("running_")).SelectMany(weight => weight.Values)];
    }

    private static ModelOptions Classifier(ModelKind kind) => new()
    {
        Kind = kind,
        Classes = Synthetic.Tiny.Classes,
        Classifier = new()
        {
            Units = 5,
            Filters = 2,
            FilterSide = 4,
            Stride = 3,
            FrameWidth = Synthetic.TinySize.Width,
            FrameHeight = Synthetic.TinySize.Height,
        },
    };

    private static IEngine Create(string model, EngineKind kind, TrainingOptions? training = null) =>
        EngineFactory.Create(s_models[model], training ?? s_training, RandomKey.FromSeed(1), 2, kind);

    private static (IEpisodes Episodes, RolloutNoise Noise) Batch(IEngine engine, long seed) =>
        (Synthetic.TinyBatch(seed), Synthetic.TinyNoise(seed, rows: 10, glimpses: engine.Model.GlimpseCount()));

    private static void Backward(IEngine engine, long seed)
    {
        (IEpisodes episodes, RolloutNoise noise) = Batch(engine, seed);
        engine.Backward(episodes, noise, s_weights);
    }

    private static void Step(IEngine engine, long seed, TrainingOptions? training = null)
    {
        (IEpisodes episodes, RolloutNoise noise) = Batch(engine, seed);
        engine.Step(training ?? s_training, episodes, noise, 0.01);
    }

    private static float[] Flat(IReadOnlyList<NamedTensor> tensors) => [.. tensors.SelectMany(tensor => tensor.Values)];

    private static double Squares(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += (double)value * value;
        }
        return sum;
    }

    private static double Distance(float[] a, float[] b) => Math.Sqrt(a.Zip(b).Sum(pair => Math.Pow(pair.First - pair.Second, 2)));

    private static bool Near(float a, float b) => Math.Abs(a - b) <= 1e-5 * (1 + Math.Abs(a));

    /// <summary>What two processes with the same gradient would sum.</summary>
    private sealed class Doubling : IGradientSum
    {
        public void Sum(Span<float> gradient)
        {
            foreach (ref float value in gradient)
            {
                value *= 2;
            }
        }
    }

    private sealed class Adding(FlatGradient other) : IGradientSum
    {
        public void Sum(Span<float> gradient)
        {
            for (int i = 0; i < gradient.Length; i++)
            {
                gradient[i] += other.Values[i];
            }
        }
    }
}
