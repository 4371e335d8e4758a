using Saccade.Games;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Tests.Games;

public sealed class EpisodeNoiseTests
{
    [Theory]
    [InlineData(0, CatchMove.Left)]
    [InlineData(0.24f, CatchMove.Left)]
    [InlineData(0.25f, CatchMove.Stay)]
    [InlineData(0.74f, CatchMove.Stay)]
    [InlineData(0.75f, CatchMove.Right)]
    [InlineData(1, CatchMove.Right)]
    public void A_move_is_that_in_whose_part_the_number_falls(float number, CatchMove expected)
    {
        EpisodeNoise noise = new(new RolloutNoise(new float[2], new float[4]), [0.5f, number]);
        CatchMove[] moves = new CatchMove[1];
        noise.Choose(1, 0, [0.25f, 0.5f, 0.25f], moves);
        Assert.Equal(expected, moves[0]);
    }

    [Fact]
    public void Without_numbers_the_most_probable_move_is_taken()
    {
        EpisodeNoise noise = EpisodeNoise.Draw(RandomKey.FromSeed(1), 0, 2, 3, PolicyMode.Mean, sampleMoves: false);
        CatchMove[] moves = new CatchMove[2];
        noise.Choose(0, 0, [0.3f, 0.3f, 0.4f, 0.5f, 0.2f, 0.3f], moves);
        Assert.Equal([CatchMove.Right, CatchMove.Left], moves);
    }

    [Fact]
    public void Rows_depend_on_key_and_index_alone()
    {
        EpisodeNoise all = Draw(0, 5), last = Draw(3, 2);
        float[] half = [0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f];
        for (int step = 0; step < 40; step++)
        {
            CatchMove[] moves = new CatchMove[5], lastMoves = new CatchMove[2];
            all.Choose(step, 0, half, moves);
            last.Choose(step, 0, half.AsSpan(0, 4), lastMoves);
            Assert.Equal(moves[3..], lastMoves);
        }
        Assert.Equal(all.Glimpses.Starts[6..].ToArray(), last.Glimpses.Starts.ToArray());

        static EpisodeNoise Draw(int first, int rows) =>
            EpisodeNoise.Draw(RandomKey.FromSeed(1), first, rows, 40, PolicyMode.Sample, sampleMoves: true);
    }

    [Fact]
    public void Numbers_that_fit_no_steps_are_refused() =>
        Assert.Throws<ArgumentException>(() => new EpisodeNoise(new RolloutNoise(new float[2], new float[4]), new float[3]));
}
