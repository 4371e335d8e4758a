using System.Numerics.Tensors;
using Saccade.Cpu;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Networks;
using Saccade.Cpu.Threading;
using Saccade.Evaluation;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Cpu;

/// <summary>Rollouts of one batch that end at different glimpses.</summary>
public sealed class EndedRolloutsTests
{
    private const int Images = 40, Glimpses = 5;

    private static readonly RandomKey s_key = RandomKey.FromSeed(4);

    private static readonly ModelOptions s_relu = Synthetic.Tiny with { Glimpses = Glimpses, Stop = new() { Units = 6 } };

    public static TheoryData<string, ModelOptions> Models => new()
    {
        { "one layer", s_relu },
        {
            "a saliency map",
            s_relu with
            {
                LocationForm = LocationForm.Saliency,
                Context = new() { Side = 12, Units = 0, Convolution = new() { Filters = [4], Pools = [2] } },
            }
        },
        {
            "two LSTM layers, a context network and convolutions",
            s_relu with
            {
                Core = CoreKind.Lstm,
                CoreLayers = 2,
                Context = new() { Side = 4, Units = 6 },
                FirstLocation = FirstLocation.Learned,
                Sensor = new() { PatchSide = 6, Scales = 2 },
                Convolution = new() { Filters = [3, 4] },
            }
        },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void A_rollout_is_the_beginning_of_the_one_that_takes_all_glimpses(string name, ModelOptions model)
    {
        ImageBatch batch = Synthetic.Batch(1, Images, Synthetic.TinySize, model.Classes);
        RolloutNoise noise = RolloutNoise.Draw(s_key, 0, Images, Glimpses, PolicyMode.Sample);
        using CpuEngine engine = Engine(model, threads: 2);
        RolloutBatch whole = engine.Forward(batch, noise), ended = engine.Forward(batch, Priced(noise));
        Assert.Empty(whole.GlimpsesTaken);
        Assert.True(ended.GlimpsesTaken.Distinct().Count() > 2, name);
        for (int t = 0; t < Glimpses; t++)
        {
            for (int i = 0; i < Images; i++)
            {
                // After the end the last glimpse stands for the others.
                int row = t * Images + i, same = (Math.Min(t + 1, ended.GlimpsesTaken[i]) - 1) * Images + i;
                Assert.Equal(whole.Values[same], ended.Values[row], 1e-5);
                Near(whole.Locations.AsSpan(2 * same, 2), ended.Locations.AsSpan(2 * row, 2));
                Near(
                    whole.Probabilities.AsSpan(model.Classes * same, model.Classes),
                    ended.Probabilities.AsSpan(model.Classes * row, model.Classes));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void No_network_computes_a_rollout_that_has_ended(string name, ModelOptions model)
    {
        // One micro-batch, whose buffers are zero where nothing was computed.
        const int Rollouts = 24;
        ImageBatch batch = Synthetic.Batch(1, Rollouts, Synthetic.TinySize, model.Classes);
        NetworkLayers layers = new(NetworkPlan.Create(model));
        using NetworkWeights weights = new(layers, Weights(model));
        AttentionNetworks networks = new(model, new(), weights);
        using RolloutWorker worker = new(model, new(), networks, GroupMember.Alone());
        RolloutBatch rollouts = RolloutBatch.Create(Glimpses, Rollouts, model.Classes, act: false, ends: true);
        worker.Forward(batch, new(0, Rollouts), Priced(RolloutNoise.Draw(s_key, 0, Rollouts, Glimpses, PolicyMode.Sample)), rollouts);

        networks.Reserve(Glimpses, Rollouts, training: false);
        for (int t = 0; t < Glimpses; t++)
        {
            int taken = rollouts.GlimpsesTaken.Count(glimpses => glimpses > t);
            Assert.Equal(taken, Computed(networks.Glimpse.Locations[t]));
            Assert.Equal(taken, Computed(networks.Action.Logits[t + 1]));
            Assert.Equal(taken, Computed(networks.Baseline.Values[t + 1]));
            Assert.Equal(t + 1 < Glimpses ? taken : 0, Computed(networks.Stop!.Logits[t + 1]));
        }
        Assert.True(rollouts.GlimpsesTaken.Sum() < Rollouts * Glimpses, name);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Rollouts_that_end_do_not_depend_on_the_batch_or_on_threads(string name, ModelOptions model)
    {
        ImageBatch batch = Synthetic.Batch(1, Images, Synthetic.TinySize, model.Classes);
        RolloutNoise noise = Priced(RolloutNoise.Draw(s_key, 0, Images, Glimpses, PolicyMode.Sample));
        using CpuEngine one = Engine(model, threads: 1), three = Engine(model, threads: 3);
        RolloutBatch together = three.Forward(batch, noise);
        Assert.True(together.GlimpsesTaken.Distinct().Count() > 2, name);
        for (int i = 0; i < Images; i++)
        {
            RolloutNoise own = RolloutNoise.Draw(s_key, i, 1, Glimpses, PolicyMode.Sample).WithPrices(noise.Prices.Slice(i, 1));
            RolloutBatch alone = one.Forward(Synthetic.Only(batch, i), own);
            Assert.Equal(together.GlimpsesTaken[i], alone.GlimpsesTaken[0]);
            together.AssertHolds(i, alone);
        }
    }

    private static RolloutNoise Priced(RolloutNoise noise) =>
        noise.WithPrices(s_relu.Stop.LowestPrice, s_relu.Stop.HighestPrice, s_key.Fork("price"));

    private static CpuEngine Engine(ModelOptions model, int threads) => new(model, new TrainingOptions(), Weights(model), threads);

    /// <summary>The first weights with which rollouts end at three different glimpses or more.</summary>
    private static NamedTensor[] Weights(ModelOptions model)
    {
        ImageBatch batch = Synthetic.Batch(1, Images, Synthetic.TinySize, model.Classes);
        RolloutNoise noise = Priced(RolloutNoise.Draw(s_key, 0, Images, Glimpses, PolicyMode.Sample));
        return Enumerable.Range(0, 100).Select(seed => LargeWeights(model, seed)).First(weights =>
        {
            using CpuEngine engine = new(model, new TrainingOptions(), weights, threads: 1);
            return engine.Forward(batch, noise).GlimpsesTaken.Distinct().Count() > 2;
        });
    }

    private static NamedTensor[] LargeWeights(ModelOptions model, int seed)
    {
        NamedTensor[] weights = [.. NetworkPlan.Create(model).InitialWeights(RandomKey.FromSeed(seed))];
        foreach (NamedTensor tensor in weights.Where(tensor => !tensor.Name.EndsWith(".bias", StringComparison.Ordinal)))
        {
            TensorPrimitives.Multiply(tensor.Values, 3, tensor.Values);
        }
        return weights;
    }

    private static int Computed(Matrix rows)
    {
        int computed = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            computed += rows.Row(row).ContainsAnyExcept(0f) ? 1 : 0;
        }
        return computed;
    }

    private static void Near(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual) =>
        Assert.Equal(expected.ToArray(), actual.ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);
}
