using CsCheck;
using Saccade.Errors;
using Saccade.Random;
using Saccade.Tasks;

namespace Saccade.Tests.Tasks;

public sealed class CatchEpisodesTests
{
    private static readonly CatchOptions s_paper = new();
    private static readonly CatchOptions s_small = s_paper with { Side = 5 };

    [Theory]
    [InlineData(0.5, 0, new[] { 0, 0, 0, 0, 0 })]
    [InlineData(4.5, 0, new[] { 4, 4, 4, 4, 4 })]
    [InlineData(0.5, 1, new[] { 0, 1, 2, 3, 4 })]
    [InlineData(4.5, -1, new[] { 4, 3, 2, 1, 0 })]
    [InlineData(2.5, 1, new[] { 2, 3, 4, 4, 3 })] // 2.5 3.5 4.5 | 5.5 is 4.5 on the way back, 3.5
    [InlineData(1.5, -1, new[] { 1, 0, 0, 1, 2 })] // 1.5 0.5 | −0.5 is 0.5 on the way back, 1.5 2.5
    [InlineData(2.5, 0.5, new[] { 2, 3, 3, 4, 4 })] // 2.5 3 3.5 4 4.5
    [InlineData(4.5, 0.5, new[] { 4, 4, 4, 4, 3 })] // 4.5 and 5, the wall itself | 4.5, 4, 3.5 on the way back
    [InlineData(0.5, -0.25, new[] { 0, 0, 0, 0, 0 })] // 0.5 0.25 0, the wall itself | 0.25 0.5
    public void A_ball_falls_straight_and_bounces_off_the_sides(double start, double slant, int[] columns)
    {
        CatchBall ball = new(start, slant);
        Assert.Equal(columns, Enumerable.Range(0, 5).Select(row => ball.Column(row, 5)));
    }

    [Fact]
    public void A_ball_bounces_like_one_that_walks_and_turns_at_the_walls() => Gen.Select(
        Gen.Int[4, 65], Gen.Int[0, 64], Gen.Int[-16, 16]).Sample((side, column, sixteenths) =>
        {
            // Steps of sixteenths are exact, so that the walk and the fold agree to the bit.
            CatchBall ball = new(column % side + 0.5, sixteenths / 16.0);
            (double place, double speed) = (ball.Start, ball.Slant);
            for (int row = 0; row < side; row++)
            {
                Assert.Equal(Math.Min((int)place, side - 1), ball.Column(row, side));
                place += speed;
                if (place < 0)
                {
                    (place, speed) = (-place, -speed);
                }
                else if (place > side)
                {
                    (place, speed) = (2 * side - place, -speed);
                }
            }
        });

    [Fact]
    public void The_screen_shows_the_ball_falling_a_row_a_step_and_the_paddle_in_the_bottom_row()
    {
        CatchEpisodes episodes = new(s_small, [new CatchBall(0.5, 1), new CatchBall(3.5, 0)]);
        Assert.Equal(["#....", ".....", ".....", ".....", ".##.."], Screen(episodes, 0));
        Assert.Equal(["...#.", ".....", ".....", ".....", ".##.."], Screen(episodes, 1));
        Step(episodes, CatchAction.Right, CatchAction.Left);
        Assert.Equal([".....", ".#...", ".....", ".....", "..##."], Screen(episodes, 0));
        Assert.Equal([".....", "...#.", ".....", ".....", "##..."], Screen(episodes, 1));
        Step(episodes, CatchAction.Stay, CatchAction.Stay);
        Step(episodes, CatchAction.Right, CatchAction.Right);
        Assert.False(episodes.Ended(0) || episodes.Ended(1));
        Step(episodes, CatchAction.Stay, CatchAction.Stay);
        Assert.True(episodes.Ended(0) && episodes.Ended(1));
        Assert.Equal([".....", ".....", ".....", ".....", "...##"], Screen(episodes, 0));
        Assert.Equal([".....", ".....", ".....", ".....", ".###."], Screen(episodes, 1));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    public void A_ball_is_caught_where_the_paddle_is_and_nowhere_else(int column, bool caught)
    {
        CatchEpisodes episodes = new(s_small, [new CatchBall(column + 0.5, 0)]);
        for (int step = 0; step < 4; step++)
        {
            Assert.False(episodes.Caught(0));
            Assert.Equal(0, episodes.EpisodeReward(0));
            Step(episodes, CatchAction.Stay);
        }
        Assert.Equal(caught, episodes.Caught(0));
        Assert.Equal(caught ? 1 : 0, episodes.EpisodeReward(0));
    }

    [Theory]
    [InlineData(CatchAction.Left, 0)]
    [InlineData(CatchAction.Right, 3)]
    [InlineData(CatchAction.Stay, 1)]
    public void The_paddle_stops_at_the_sides(CatchAction action, int column)
    {
        CatchEpisodes episodes = new(s_small, [new CatchBall(0.5, 0)]);
        PlayAll(episodes, _ => action);
        Assert.Equal(column, episodes.PaddleColumn(0));
    }

    [Fact]
    public void A_paddle_as_wide_as_the_screen_catches_everything()
    {
        CatchEpisodes episodes = new(
            s_small with { PaddleWidth = 5 }, [.. Enumerable.Range(0, 5).Select(c => new CatchBall(c + 0.5, 0.75))]);
        PlayAll(episodes, _ => CatchAction.Left);
        Assert.All(Enumerable.Range(0, 5), i => Assert.True(episodes.Caught(i)));
        Assert.Contains(
            "catch.paddle_width was 6",
            Assert.Throws<OptionException>(() => new CatchEpisodes(s_small with { PaddleWidth = 6 }, [new CatchBall(0.5, 0)])).Message);
    }

    [Fact]
    public void Every_start_comes_and_all_slants_are_as_likely()
    {
        const int count = 24_000;
        CatchBall[] balls = [.. Enumerable.Range(0, count).Select(Ball)];
        int[] columns = [.. Enumerable.Range(0, 24).Select(c => balls.Count(b => b.Column(0, 24) == c))];
        Assert.All(columns, n => Assert.InRange(n, 840, 1160)); // 1000 ± 5 standard deviations
        Assert.All(balls, b => Assert.InRange(b.Slant, -1, 1));
        for (int tenth = 0; tenth < 10; tenth++)
        {
            int slanted = balls.Count(b => (int)((b.Slant + 1) * 5) == tenth);
            Assert.InRange(slanted, 2_160, 2_640); // 2400 ± 5 standard deviations
        }
    }

    [Fact]
    public void Episodes_depend_on_key_and_index_alone()
    {
        RandomKey key = RandomKey.FromSeed(3);
        CatchEpisodes together = CatchEpisodes.Draw(s_paper, key, 0, 10), apart = CatchEpisodes.Draw(s_paper, key, 6, 4);
        CatchEpisodes other = CatchEpisodes.Draw(s_paper, RandomKey.FromSeed(4), 0, 10);
        Assert.Equal(Enumerable.Range(6, 4).Select(i => Screen(together, i)), Enumerable.Range(0, 4).Select(i => Screen(apart, i)));
        Assert.NotEqual(Enumerable.Range(0, 10).Select(i => Screen(together, i)), Enumerable.Range(0, 10).Select(i => Screen(other, i)));
    }

    [Fact]
    public void Restarted_episodes_begin_as_they_began_and_each_has_its_own_state()
    {
        CatchEpisodes episodes = CatchEpisodes.Draw(s_small, RandomKey.FromSeed(3), 0, 2);
        string[][] start = [Screen(episodes, 0), Screen(episodes, 1)];
        episodes.Step(1, default, (int)CatchAction.Right);
        Assert.Equal(start[0], Screen(episodes, 0));
        Assert.NotEqual(start[1], Screen(episodes, 1));
        episodes.Restart();
        Assert.Equal(start, [Screen(episodes, 0), Screen(episodes, 1)]);
        Assert.Equal((AnswerKind.Action, false, 2), (episodes.Answers, episodes.IsStill, episodes.Count));
    }

    [Fact]
    public void Whoever_knows_where_the_ball_will_land_catches_every_one()
    {
        CatchBall[] balls = [.. Enumerable.Range(0, 2_000).Select(Ball)];
        CatchEpisodes episodes = new(s_paper, balls);
        PlayAll(episodes, i => (balls[i].Column(23, 24) - episodes.PaddleColumn(i)) switch
        {
            < 0 => CatchAction.Left,
            > 1 => CatchAction.Right,
            _ => CatchAction.Stay,
        });
        Assert.Equal(2_000, Enumerable.Range(0, 2_000).Count(episodes.Caught));
    }

    [Fact]
    public void Actions_out_of_turn_and_those_that_there_are_not_are_refused()
    {
        CatchEpisodes episodes = new(s_small, [new CatchBall(0.5, 0)]);
        Assert.All((int[])[-1, 3], action => Assert.Throws<ArgumentOutOfRangeException>(() => episodes.Step(0, default, action)));
        Assert.Throws<IndexOutOfRangeException>(() => episodes.Step(1, default, 0));
        PlayAll(episodes, _ => CatchAction.Left);
        Assert.Throws<InvalidOperationException>(() => episodes.Step(0, default, (int)CatchAction.Left));
    }

    private static CatchBall Ball(int i)
    {
        RandomStream random = RandomKey.FromSeed(1).Fork(i).Stream();
        return CatchBall.Draw(ref random, 24);
    }

    private static void Step(CatchEpisodes episodes, params CatchAction[] actions)
    {
        foreach ((int i, CatchAction action) in actions.Index())
        {
            episodes.Step(i, default, (int)action);
        }
    }

    private static void PlayAll(CatchEpisodes episodes, Func<int, CatchAction> choose)
    {
        while (!episodes.Ended(0))
        {
            Step(episodes, [.. Enumerable.Range(0, episodes.Count).Select(choose)]);
        }
    }

    private static string[] Screen(CatchEpisodes episodes, int episode)
    {
        byte[] pixels = new byte[episodes.Size.Pixels];
        episodes.Render(episode, pixels);
        string all = string.Concat(pixels.Select(p => p switch { 255 => '#', 0 => '.', _ => '?' }));
        return [.. all.Chunk(episodes.Size.Width).Select(row => new string(row))];
    }
}
