using Saccade.Cpu;
using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Losses;
using Saccade.Cpu.Networks;
using Saccade.Cpu.Threading;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Cpu;

/// <summary>Whichever worker computes the micro-batches of a shard, in whatever order, its gradient is the same.</summary>
public sealed class ShardTests
{
    private const int MicroBatch = 4;
    private static readonly ModelOptions[] s_models =
        [Synthetic.Tiny, Synthetic.Tiny with { Core = CoreKind.Lstm, Hidden = 9 }, PaperModels.Mnist28];

    private static readonly RandomKey Key = RandomKey.FromSeed(12);
    private static readonly NetworkLayers Tiny = new(NetworkPlan.Create(Synthetic.Tiny));

    [Fact]
    public void It_is_cut_into_micro_batches()
    {
        using Shard shard = new(Tiny, direct: false);
        shard.Start(new(10, 29), MicroBatch, rolloutsOfEach: 1, glimpses: 3);
        Assert.Equal(new IndexRange(0, 5), shard.MicroBatches);
        Assert.Equal([new(10, 13), new(13, 17), new(17, 21), new(21, 25), new(25, 29)], Enumerable.Range(0, 5).Select(shard.EpisodesOf));
        shard.Start(new(0, 4), MicroBatch, rolloutsOfEach: 2, glimpses: 3);
        Assert.Equal(new IndexRange(0, 2), shard.MicroBatches);
    }

    [Fact]
    public void What_is_added_block_by_block_is_not_stolen()
    {
        using Shard shard = new(Tiny, direct: false);
        int glimpses = MatrixKernel.DepthBlockAcross / MicroBatch;
        shard.Start(new(0, 12), MicroBatch, rolloutsOfEach: 1, glimpses);
        Assert.True(shard.Stealable > 1);
        shard.Start(new(0, 12), MicroBatch, rolloutsOfEach: 1, glimpses + 1);
        Assert.Equal(0, shard.Stealable);
        shard.Start(new(0, 6), MicroBatch, rolloutsOfEach: 2, glimpses);
        Assert.True(shard.Stealable > 1);
    }

    [Theory]
    [InlineData(128)]
    [InlineData(64)]
    [InlineData(61)]
    public void With_the_papers_eight_glimpses_idle_workers_may_steal(int images)
    {
        using Shard shard = new(Tiny, direct: false);
        shard.Start(new(0, images), RolloutWorker.RolloutsOfMicroBatch, rolloutsOfEach: 1, glimpses: 8);
        Assert.True(shard.Stealable > 1);
    }

    public static TheoryData<int, bool> Stolen
    {
        get
        {
            TheoryData<int, bool> data = [];
            foreach (int stolen in (int[])[1, 2, 4])
            {
                data.Add(stolen, false);
                data.Add(stolen, true);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Stolen))]
    public void The_gradient_of_stolen_micro_batches_is_the_same_to_the_bit(int stolen, bool accumulate)
    {
        foreach (ModelOptions model in s_models)
        {
            (float[] gradient, double[] figures) = Compute(model, stolen: 0, accumulate);
            (float[] withStolen, double[] figuresWithStolen) = Compute(model, stolen, accumulate);
            Assert.Contains(gradient, value => value != 0);
            Assert.Equal(gradient, withStolen);
            Assert.Equal(figures, figuresWithStolen);
        }
    }

    [Fact]
    public void A_shard_among_others_adds_up_the_gradient_that_a_single_one_multiplies_out()
    {
        using NetworkWeights weights = new(Tiny, NetworkPlan.Create(Synthetic.Tiny).InitialWeights(Key));
        using RolloutWorker worker = Worker(Synthetic.Tiny, weights);
        float[] multiplied = Gradient(direct: true), kept = Gradient(direct: false);
        Assert.Contains(multiplied, value => value != 0);
        Assert.Equal(multiplied, kept);

        float[] Gradient(bool direct)
        {
            using Shard shard = new(Tiny, direct);
            shard.Start(new(1, 5), MicroBatch, 1, 3);
            Run(worker, Synthetic.TinyBatch(count: 6), Synthetic.TinyNoise(rows: 6), shard, 0);
            shard.Add(0, worker.Gradient);
            return All(shard, Tiny, accumulate: false);
        }
    }

    /// <summary>The gradient and the figures of a shard of 18 images; another worker first steals the last micro-batches.</summary>
    private static (float[] Gradient, double[] Figures) Compute(ModelOptions model, int stolen, bool accumulate)
    {
        NetworkLayers layers = new(NetworkPlan.Create(model));
        using NetworkWeights weights = new(layers, NetworkPlan.Create(model).InitialWeights(Key));
        using RolloutWorker own = Worker(model, weights), other = Worker(model, weights);
        ImageBatch batch = Synthetic.Batch(3, 20, Synthetic.TinySize, model.Classes);
        RolloutNoise noise = RolloutNoise.Draw(Key, 0, 20, model.Glimpses, PolicyMode.Sample);
        using Shard shard = new(layers, direct: false);
        shard.Start(new(1, 19), MicroBatch, 1, model.Glimpses);
        int microBatches = shard.MicroBatches.Count;
        for (int microBatch = microBatches - 1; microBatch >= microBatches - stolen; microBatch--)
        {
            RunMicroBatch(other, microBatch);
            shard.Add(microBatch, other.Gradient, stolen: true);
        }
        for (int microBatch = 0; microBatch < microBatches - stolen; microBatch++)
        {
            RunMicroBatch(own, microBatch);
            shard.Add(microBatch, own.Gradient);
        }
        List<double> figures = [];
        foreach (LossSums sums in shard.Sums)
        {
            figures.AddRange([sums.Action, sums.Baseline, sums.Location, sums.Right, sums.Reward, .. sums.Means, .. sums.Squares]);
        }
        return (All(shard, layers, accumulate), [.. figures]);

        void RunMicroBatch(RolloutWorker worker, int microBatch) =>
            Run(worker, batch, noise, shard, microBatch);
    }

    private static RolloutWorker Worker(ModelOptions model, NetworkWeights weights)
    {
        LossOptions loss = new() { LocationReachesCore = true };
        return new(model, loss, new AttentionNetworks(model, loss, weights), GroupMember.Alone());
    }

    private static void Run(RolloutWorker worker, ImageBatch batch, RolloutNoise noise, Shard shard, int microBatch)
    {
        worker.Forward(batch, shard.EpisodesOf(microBatch), noise, rollouts: null);
        worker.Backward(batch, shard.EpisodesOf(microBatch), noise, new(1, 1, 1), shard.SumsOf(microBatch));
    }

    private static float[] All(Shard shard, NetworkLayers layers, bool accumulate)
    {
        using AlignedBuffer gradient = new(layers.Length);
        gradient.Span(0, (int)layers.Length).Fill(0.1f);
        foreach (LinearLayer layer in layers.All)
        {
            shard.Write(layer.Weights, gradient, accumulate);
            shard.Write(layer.Biases, gradient, accumulate);
        }
        return gradient.Span(0, (int)layers.Length).ToArray();
    }
}
