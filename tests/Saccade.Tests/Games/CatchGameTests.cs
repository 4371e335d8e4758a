using CsCheck;
using Saccade.Games;
using Saccade.Runtime;

namespace Saccade.Tests.Games;

public sealed class CatchGameTests
{
    private static readonly GameOptions s_paper = new() { Kind = GameKind.Catch };
    private static readonly GameOptions s_small = s_paper with { Side = 5 };

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
        CatchGame games = Started(s_small, new CatchBall(0.5, 1), new CatchBall(3.5, 0));
        Assert.Equal(["#....", ".....", ".....", ".....", ".##.."], Screen(games, 0));
        Assert.Equal(["...#.", ".....", ".....", ".....", ".##.."], Screen(games, 1));
        games.Step([CatchMove.Right, CatchMove.Left]);
        Assert.Equal([".....", ".#...", ".....", ".....", "..##."], Screen(games, 0));
        Assert.Equal([".....", "...#.", ".....", ".....", "##..."], Screen(games, 1));
        games.Step([CatchMove.Stay, CatchMove.Stay]);
        games.Step([CatchMove.Right, CatchMove.Right]);
        Assert.False(games.Ended);
        games.Step([CatchMove.Stay, CatchMove.Stay]);
        Assert.True(games.Ended);
        Assert.Equal([".....", ".....", ".....", ".....", "...##"], Screen(games, 0));
        Assert.Equal([".....", ".....", ".....", ".....", ".###."], Screen(games, 1));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    public void A_ball_is_caught_where_the_paddle_is_and_nowhere_else(int column, bool caught)
    {
        CatchGame games = Started(s_small, new CatchBall(column + 0.5, 0));
        for (int step = 0; step < 4; step++)
        {
            Assert.False(games.Caught(0));
            games.Step([CatchMove.Stay]);
        }
        Assert.Equal(caught, games.Caught(0));
        Assert.Equal(caught ? 1 : 0, games.Catches());
    }

    [Theory]
    [InlineData(CatchMove.Left, 0)]
    [InlineData(CatchMove.Right, 3)]
    [InlineData(CatchMove.Stay, 1)]
    public void The_paddle_stops_at_the_sides(CatchMove move, int column)
    {
        CatchGame games = Started(s_small, new CatchBall(0.5, 0));
        while (!games.Ended)
        {
            games.Step([move]);
        }
        Assert.Equal(column, games.PaddleColumn(0));
    }

    [Fact]
    public void A_paddle_as_wide_as_the_screen_catches_everything()
    {
        CatchGame games = Started(s_small with { PaddleWidth = 5 }, [.. Enumerable.Range(0, 5).Select(c => new CatchBall(c + 0.5, 0.75))]);
        while (!games.Ended)
        {
            games.Step([.. Enumerable.Repeat(CatchMove.Left, 5)]);
        }
        Assert.Equal(5, games.Catches());
        Assert.Contains("game.paddle_width was 6", Assert.Throws<OptionException>(() => new CatchGame(s_small with { PaddleWidth = 6 }, 1)).Message);
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
    public void Games_depend_on_key_and_index_alone()
    {
        RandomKey key = RandomKey.FromSeed(3);
        CatchGame together = new(s_paper, 10), apart = new(s_paper, 4), other = new(s_paper, 10);
        together.Start(key, 0, 10);
        apart.Start(key, 6, 4);
        other.Start(RandomKey.FromSeed(4), 0, 10);
        Assert.Equal(together.Screens[(6 * 24 * 24)..].ToArray(), apart.Screens.ToArray());
        Assert.NotEqual(together.Screens.ToArray(), other.Screens.ToArray());
    }

    [Fact]
    public void Whoever_knows_where_the_ball_will_land_catches_every_one()
    {
        CatchBall[] balls = [.. Enumerable.Range(0, 2_000).Select(Ball)];
        CatchGame games = Started(s_paper, balls);
        while (!games.Ended)
        {
            games.Step([.. balls.Select((ball, i) => (ball.Column(23, 24) - games.PaddleColumn(i)) switch
            {
                < 0 => CatchMove.Left,
                > 1 => CatchMove.Right,
                _ => CatchMove.Stay,
            })]);
        }
        Assert.Equal(2_000, games.Catches());
    }

    [Fact]
    public void Moves_out_of_turn_are_refused()
    {
        CatchGame games = new(s_small, 2);
        Assert.Throws<InvalidOperationException>(() => games.Step([]));
        games.Start([new CatchBall(0.5, 0)]);
        Assert.Throws<ArgumentException>(() => games.Step([CatchMove.Left, CatchMove.Left]));
        while (!games.Ended)
        {
            games.Step([CatchMove.Left]);
        }
        Assert.Throws<InvalidOperationException>(() => games.Step([CatchMove.Left]));
        Assert.Throws<ArgumentOutOfRangeException>(() => games.Start(new CatchBall[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => games.Start([]));
    }

    private static CatchBall Ball(int i)
    {
        RandomStream random = RandomKey.FromSeed(1).Fork(i).Stream();
        return CatchBall.Draw(ref random, 24);
    }

    private static CatchGame Started(GameOptions options, params CatchBall[] balls)
    {
        CatchGame games = new(options, balls.Length);
        games.Start(balls);
        return games;
    }

    private static string[] Screen(CatchGame games, int game)
    {
        int side = games.ScreenSize.Width;
        ReadOnlySpan<byte> pixels = games.Screens.Span.Slice(game * side * side, side * side);
        string all = string.Concat(pixels.ToArray().Select(p => p switch { 255 => '#', 0 => '.', _ => '?' }));
        return [.. all.Chunk(side).Select(row => new string(row))];
    }
}
