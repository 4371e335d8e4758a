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
    public void It_is_cut_into_handfuls()
    {
        using Portion portion = new(Tiny, direct: false);
        portion.Begin(new(10, 29), Handful, rolloutsOfEach: 1, glimpses: 3);
        Assert.Equal(new Share(0, 5), portion.Handfuls);
        Assert.Equal([new(10, 13), new(13, 17), new(17, 21), new(21, 25), new(25, 29)], Enumerable.Range(0, 5).Select(portion.ThingsOf));
        portion.Begin(new(0, 4), Handful, rolloutsOfEach: 2, glimpses: 3);
        Assert.Equal(new Share(0, 2), portion.Handfuls);
    }

    [Fact]
    public void What_is_added_block_by_block_is_not_helped_with()
    {
        using Portion portion = new(Tiny, direct: false);
        int glimpses = MatrixKernel.DepthBlockAcross / Handful;
        portion.Begin(new(0, 12), Handful, rolloutsOfEach: 1, glimpses);
        Assert.True(portion.MayBeHelpedWith > 1);
        portion.Begin(new(0, 12), Handful, rolloutsOfEach: 1, glimpses + 1);
        Assert.Equal(0, portion.MayBeHelpedWith);
        portion.Begin(new(0, 6), Handful, rolloutsOfEach: 2, glimpses);
        Assert.True(portion.MayBeHelpedWith > 1);
    }

    [Theory]
    [InlineData(128)]
    [InlineData(64)]
    [InlineData(61)]
    public void With_the_papers_eight_glimpses_others_may_help(int images)
    {
        using Portion portion = new(Tiny, direct: false);
        portion.Begin(new(0, images), RolloutWorker.Handful, rolloutsOfEach: 1, glimpses: 8);
        Assert.True(portion.MayBeHelpedWith > 1);
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
        int handfuls = portion.Handfuls.Count;
        for (int handful = handfuls - 1; handful >= handfuls - helped; handful--)
        {
            Learn(other, handful);
            portion.Keep(handful, other.Learned, helped: true);
        }
        for (int handful = 0; handful < handfuls - helped; handful++)
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
