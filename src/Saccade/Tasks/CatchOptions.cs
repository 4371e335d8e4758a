namespace Saccade.Tasks;

/// <summary>The rules of Catch, the paper's dynamic task (§4.2), and its number of episodes.</summary>
public sealed record CatchOptions
{
    /// <summary>Width and height of the screen in pixels; 24 in the paper. The ball falls one row a step, Side − 1 in all.</summary>
    public int Side { get; init => field = Require.Between(value, 4, 65); } = 24;

    /// <summary>Width of the paddle in pixels; 2 in the paper.</summary>
    public int PaddleWidth { get; init => field = Require.Between(value, 1, 64); } = 2;

    /// <summary>Training episodes of an epoch, rounded down to whole batches, at least one; all are new in every epoch.</summary>
    public int TrainingEpisodes { get; init => field = Require.Between(value, 1, 10_000_000); } = 12_800;

    /// <summary>Validation episodes, the same after every epoch.</summary>
    public int ValidationEpisodes { get; init => field = Require.Between(value, 1, 1_000_000); } = 2_000;

    /// <summary>T, steps of an episode.</summary>
    public int Steps => Side - 1;

    /// <summary>Checks that the paddle fits the screen.</summary>
    /// <exception cref="OptionException">It does not.</exception>
    public void Check()
    {
        if (PaddleWidth > Side)
        {
            throw new OptionException(new(
                ErrorKind.OutOfRange, Key: "catch.paddle_width", Value: PaddleWidth, Allowed: $"1 to {Side}",
                Detail: "it cannot be wider than catch.side"));
        }
    }
}
