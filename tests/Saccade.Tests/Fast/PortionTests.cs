using Saccade.Data;
using Saccade.Fast;
using Saccade.Model;
using Saccade.Runtime;
using Saccade.Tests.Reference;

namespace Saccade.Tests.Fast;

/// <summary>Whoever does the handfuls of a portion, and in whatever order they are done, the same is learned from it.</summary>
public sealed class PortionTests
{
    private const int Handful = 4;
    private static readonly RandomKey Key = RandomKey.FromSeed(12);
    private static readonly AttentionLayers Tiny = new(Synthetic.Tiny);

    [Fact]
    public void Its_worker_takes_the_first_and_others_the_last()
    {
        using Portion portion = Begun(things: 20);
        Assert.Equal(4, portion.Waiting);
        Assert.True(portion.TakeNext(out int own));
        Assert.Equal((0, new Share(0, 4)), (own, portion.ThingsOf(own)));
        Assert.True(portion.TakeLast(out int helped));
        Assert.Equal((4, new Share(16, 20)), (helped, portion.ThingsOf(helped)));
        Assert.True(portion.TakeNext(out own));
        Assert.True(portion.TakeLast(out helped));
        Assert.Equal((1, 3), (own, helped));
        Assert.True(portion.TakeNext(out own));
        Assert.Equal((2, 0), (own, portion.Waiting));
        Assert.False(portion.TakeNext(out _));
        Assert.False(portion.TakeLast(out _));
    }

    [Fact]
    public void The_first_handful_is_its_workers_own()
    {
        using Portion portion = Begun(things: 8);
        Assert.True(portion.TakeLast(out int helped));
        Assert.Equal(1, helped);
        Assert.False(portion.TakeLast(out _));
        Assert.True(portion.TakeNext(out int own));
        Assert.Equal(0, own);
    }

    [Fact]
    public void Help_ends_where_it_would_take_too_much_room()
    {
        using Portion portion = Begun(things: 100);
        int helped = 0;
        while (portion.TakeLast(out _))
        {
            helped++;
        }
        Assert.Equal((Portion.MostHelp, 0), (helped, portion.Waiting));
        Assert.True(portion.TakeNext(out _));
    }

    [Fact]
    public void What_is_added_block_by_block_is_not_helped_with()
    {
        using Portion portion = new(Tiny, direct: false);
        int glimpses = MatrixKernel.DepthBlockAcross / Handful;
        portion.Begin(new(0, 12), Handful, 1, glimpses);
        Assert.Equal(2, portion.Waiting);
        portion.Begin(new(0, 12), Handful, 1, glimpses + 1);
        Assert.Equal(0, portion.Waiting);
        Assert.False(portion.TakeLast(out _));
    }

    public static TheoryData<int, bool> Help
    {
        get
        {
            TheoryData<int, bool> data = [];
            foreach (int helped in (int[])[1, 2, 4])
            {
                data.Add(helped, false);
                data.Add(helped, true);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Help))]
    public void What_others_help_with_is_the_same_to_the_bit(int helped, bool accumulate)
    {
        foreach (ModelOptions model in (ModelOptions[])[Synthetic.Tiny, Synthetic.Tiny with { Core = CoreKind.Lstm, Hidden = 9 }, ModelOptions.PaperMnist28])
        {
            (float[] gradient, double[] figures) = Learned(model, helped: 0, accumulate);
            (float[] withHelp, double[] figuresWithHelp) = Learned(model, helped, accumulate);
            Assert.Contains(gradient, value => value != 0);
            Assert.Equal(gradient, withHelp);
            Assert.Equal(figures, figuresWithHelp);
        }
    }

    [Fact]
    public void A_portion_among_others_keeps_the_gradient_that_one_alone_multiplies_out()
    {
        using NetworkWeights weights = new(Tiny, FirstWeights.Draw(Synthetic.Tiny, Key));
        using RolloutWorker worker = Worker(Synthetic.Tiny, Tiny, weights);
        float[] multiplied = Gradient(direct: true), kept = Gradient(direct: false);
        Assert.Contains(multiplied, value => value != 0);
        Assert.Equal(multiplied, kept);

        float[] Gradient(bool direct)
        {
            using Portion portion = new(Tiny, direct);
            portion.Begin(new(1, 5), Handful, 1, 3);
            worker.Learn(Synthetic.TinyBatch(count: 6), portion.ThingsOf(0), Synthetic.TinyNoise(rows: 6), new(1, 1, 1), portion.SumsOf(0));
            portion.Keep(0, worker.Learned);
            return All(portion, Tiny, accumulate: false);
        }
    }

    private static Portion Begun(int things)
    {
        Portion portion = new(Tiny, direct: false);
        portion.Begin(new(0, things), Handful, 1, 3);
        return portion;
    }

    /// <summary>The gradient, and the figures of each handful, of a portion of eighteen images, so many of its handfuls done by another worker, which begins.</summary>
    private static (float[] Gradient, double[] Figures) Learned(ModelOptions model, int helped, bool accumulate)
    {
        AttentionLayers layers = new(model);
        using NetworkWeights weights = new(layers, FirstWeights.Draw(model, Key));
        using RolloutWorker own = Worker(model, layers, weights), other = Worker(model, layers, weights);
        Batch batch = Synthetic.Batch(3, 20, Synthetic.TinySize, model.Classes);
        RolloutNoise noise = RolloutNoise.Draw(Key, 0, 20, model.Glimpses, PolicyMode.Sample);
        using Portion portion = new(layers, direct: false);
        portion.Begin(new(1, 19), Handful, 1, model.Glimpses);
        for (int i = 0; i < helped; i++)
        {
            Assert.True(portion.TakeLast(out int handful));
            Learn(other, handful);
            portion.KeepHelp(handful, other.Learned);
        }
        while (portion.TakeNext(out int handful))
        {
            Learn(own, handful);
            portion.Keep(handful, own.Learned);
        }
        List<double> figures = [];
        foreach (LossSums sums in portion.Sums)
        {
            figures.AddRange([sums.Action, sums.Baseline, sums.Location, sums.Right, sums.Reward, .. sums.Means, .. sums.Squares]);
        }
        return (All(portion, layers, accumulate), [.. figures]);

        void Learn(RolloutWorker worker, int handful) =>
            worker.Learn(batch, portion.ThingsOf(handful), noise, new(1, 1, 1), portion.SumsOf(handful));
    }

    private static RolloutWorker Worker(ModelOptions model, AttentionLayers layers, NetworkWeights weights) =>
        new(model, new() { LocationReachesCore = true }, layers, weights, new RolloutRoom(model), Member.Alone());

    private static float[] All(Portion portion, AttentionLayers layers, bool accumulate)
    {
        using AlignedBuffer gradient = new(layers.Length);
        gradient.Span(0, (int)layers.Length).Fill(0.1f);
        foreach (LinearLayer layer in layers.All)
        {
            portion.Put(layer.Weights, gradient, accumulate);
            portion.Put(layer.Biases, gradient, accumulate);
        }
        return gradient.Span(0, (int)layers.Length).ToArray();
    }
}
