namespace Saccade.Tasks;

/// <summary>
/// B episodes of Catch, the paper's dynamic task (§4.2). On a black square screen a ball of one pixel falls from the top, one row a step,
/// and bounces off the sides; a paddle in the bottom row starts in the middle and moves up to one column a step. An episode ends when
/// the ball reaches the bottom row, with reward 1 if it falls on the paddle, else 0.
/// </summary>
internal sealed class CatchEpisodes : IEpisodes
{
    private const byte White = 255;

    private readonly CatchBall[] _balls;
    private readonly int[] _paddles;
    private readonly int[] _steps;

    /// <summary>Creates one episode for each ball.</summary>
    public CatchEpisodes(CatchOptions options, IReadOnlyList<CatchBall> balls)
    {
        options.Check();
        (Options, Size) = (options, new(1, options.Side, options.Side));
        (_balls, _paddles, _steps) = ([.. balls], new int[balls.Count], new int[balls.Count]);
        Restart();
    }

    /// <summary>The rules.</summary>
    public CatchOptions Options { get; }

    /// <inheritdoc/>
    public ImageSize Size { get; }

    /// <inheritdoc/>
    public int Count => _balls.Length;

    /// <inheritdoc/>
    public bool IsStill => false;

    /// <inheritdoc/>
    public AnswerKind Answers => AnswerKind.Action;

    /// <summary>Draws the episodes first, first + 1, … of a key; each depends only on the key and its index.</summary>
    /// <param name="options">The rules.</param>
    /// <param name="key">The key.</param>
    /// <param name="first">The index of the first episode.</param>
    /// <param name="count">B, the number of episodes.</param>
    public static CatchEpisodes Draw(CatchOptions options, RandomKey key, int first, int count)
    {
        CatchBall[] balls = new CatchBall[count];
        for (int i = 0; i < count; i++)
        {
            RandomStream random = key.Fork(first + i).Stream();
            balls[i] = CatchBall.Draw(ref random, options.Side);
        }
        return new(options, balls);
    }

    /// <inheritdoc/>
    public void Restart()
    {
        Array.Fill(_paddles, (Options.Side - Options.PaddleWidth) / 2);
        Array.Clear(_steps);
    }

    /// <summary>Draws the screen [1, side, side]: 255 at the ball and the paddle, else 0.</summary>
    public void Render(int episode, Span<byte> frame)
    {
        int side = Options.Side;
        frame.Clear();
        frame[_steps[episode] * side + BallColumn(episode)] = White;
        frame.Slice((side - 1) * side + _paddles[episode], Options.PaddleWidth).Fill(White);
    }

    /// <summary>Moves the paddle of an episode, within the screen, and then the ball by one row.</summary>
    /// <param name="episode">The episode.</param>
    /// <param name="location">Not used: where the agent looks earns nothing.</param>
    /// <param name="action">A <see cref="CatchAction"/>.</param>
    public void Step(int episode, (float X, float Y) location, int action)
    {
        if (Ended(episode))
        {
            throw new InvalidOperationException("The episode has ended; restart it first.");
        }
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)action, (uint)CatchAction.Right, nameof(action));
        _steps[episode]++;
        _paddles[episode] = Math.Clamp(_paddles[episode] + action - (int)CatchAction.Stay, 0, Options.Side - Options.PaddleWidth);
    }

    /// <summary>1 if the episode has ended with the ball on the paddle, else 0.</summary>
    public double EpisodeReward(int episode) => Caught(episode) ? 1 : 0;

    /// <summary>Whether the ball of an episode has reached the bottom row.</summary>
    public bool Ended(int episode) => _steps[episode] == Options.Steps;

    /// <summary>The column of an episode's ball.</summary>
    public int BallColumn(int episode) => _balls[episode].Column(_steps[episode], Options.Side);

    /// <summary>The first column of an episode's paddle.</summary>
    public int PaddleColumn(int episode) => _paddles[episode];

    /// <summary>Whether an episode has ended with the ball on the paddle.</summary>
    public bool Caught(int episode) => Ended(episode) && (uint)(BallColumn(episode) - _paddles[episode]) < (uint)Options.PaddleWidth;
}
