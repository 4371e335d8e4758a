using Saccade.Geometry;
using Saccade.Runtime;

namespace Saccade.Games;

/// <summary>
/// Catch, the paper's dynamic task (§4.2), N games side by side: on a black square screen a ball of one pixel falls from
/// the top, a row a step, and bounces off the sides; a paddle in the bottom row begins in the middle and moves a column
/// a step. The episode ends when the ball reaches the bottom row, with reward 1 if it falls on the paddle, else 0.
/// For one thread at a time.
/// </summary>
public sealed class CatchGame
{
    private const byte White = 255;

    private readonly byte[] _screens;
    private readonly CatchBall[] _balls;
    private readonly int[] _paddles;

    /// <summary>Makes a screen for each of up to <paramref name="capacity"/> games; call <see cref="Start(RandomKey, int, int)"/> to begin.</summary>
    /// <exception cref="OptionException">The paddle is wider than the screen.</exception>
    public CatchGame(GameOptions options, int capacity)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        CheckPaddle(options);
        (Options, ScreenSize) = (options, new(1, options.Side, options.Side));
        (_screens, _balls, _paddles) = (new byte[checked(capacity * ScreenSize.Pixels)], new CatchBall[capacity], new int[capacity]);
    }

    /// <summary>The rules.</summary>
    public GameOptions Options { get; }

    /// <summary>Size of each screen.</summary>
    public ImageSize ScreenSize { get; }

    /// <summary>The most games that can be played side by side.</summary>
    public int Capacity => _balls.Length;

    /// <summary>N, how many games are being played; 0 before the start.</summary>
    public int Count { get; private set; }

    /// <summary>Steps done, which is also the row in which the balls are.</summary>
    public int StepsDone { get; private set; }

    /// <summary>Whether the balls have reached the bottom row.</summary>
    public bool Ended => StepsDone == Options.Steps;

    /// <summary>What the screens show now [N, 1, side, side]: 255 where ball or paddle is, else 0.</summary>
    public ReadOnlyMemory<byte> Screens => _screens.AsMemory(0, Count * ScreenSize.Pixels);

    /// <summary>Refuses a paddle wider than the screen.</summary>
    /// <exception cref="OptionException">It is.</exception>
    public static void CheckPaddle(GameOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.PaddleWidth > options.Side)
        {
            throw new OptionException($"game.paddle_width was {options.PaddleWidth}; it may be 1 to game.side, {options.Side}.");
        }
    }

    /// <summary>Starts the games <paramref name="first"/>, first + 1, … of a key; each depends on the key and its index alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not 1 to the capacity.</exception>
    public void Start(RandomKey key, int first, int count)
    {
        CatchBall[] balls = new CatchBall[count];
        for (int i = 0; i < count; i++)
        {
            RandomStream random = key.Fork(first + i).Stream();
            balls[i] = CatchBall.Draw(ref random, Options.Side);
        }
        Start(balls);
    }

    /// <summary>Starts a game with each of these balls.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are none, or more than the capacity.</exception>
    public void Start(ReadOnlySpan<CatchBall> balls)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(balls.Length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(balls.Length, _balls.Length);
        balls.CopyTo(_balls);
        (Count, StepsDone) = (balls.Length, 0);
        _paddles.AsSpan(0, Count).Fill((Options.Side - Options.PaddleWidth) / 2);
        Draw();
    }

    /// <summary>Moves each paddle, which stops at the sides, and lets each ball fall a row.</summary>
    /// <param name="moves">One for each game [N].</param>
    /// <exception cref="ArgumentException">There is not one move for each game.</exception>
    /// <exception cref="InvalidOperationException">The episode has ended.</exception>
    public void Step(ReadOnlySpan<CatchMove> moves)
    {
        if (moves.Length != Count)
        {
            throw new ArgumentException($"There are {moves.Length} moves for {Count} games; give one for each.", nameof(moves));
        }
        if (Ended || Count == 0)
        {
            throw new InvalidOperationException("The games have ended or not begun; start them first.");
        }
        StepsDone++;
        for (int i = 0; i < Count; i++)
        {
            _paddles[i] = Math.Clamp(_paddles[i] + (int)moves[i] - (int)CatchMove.Stay, 0, Options.Side - Options.PaddleWidth);
        }
        Draw();
    }

    /// <summary>The column of a game's ball.</summary>
    public int BallColumn(int game) => _balls[game].Column(StepsDone, Options.Side);

    /// <summary>The first column of a game's paddle.</summary>
    public int PaddleColumn(int game) => _paddles[game];

    /// <summary>Whether a game has ended with the ball on the paddle: its reward is 1, otherwise 0.</summary>
    public bool Caught(int game) => Ended && (uint)(BallColumn(game) - _paddles[game]) < (uint)Options.PaddleWidth;

    /// <summary>How many games have ended with the ball on the paddle.</summary>
    public int Catches() => Enumerable.Range(0, Count).Count(Caught);

    private void Draw()
    {
        int side = Options.Side;
        _screens.AsSpan(0, Count * ScreenSize.Pixels).Clear();
        for (int i = 0; i < Count; i++)
        {
            Span<byte> screen = _screens.AsSpan(i * ScreenSize.Pixels, ScreenSize.Pixels);
            screen[StepsDone * side + BallColumn(i)] = White;
            screen.Slice((side - 1) * side + _paddles[i], Options.PaddleWidth).Fill(White);
        }
    }
}
