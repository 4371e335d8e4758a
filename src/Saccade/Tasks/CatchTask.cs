namespace Saccade.Tasks;

/// <summary>Catch, the paper's dynamic task (§4.2): after every glimpse of the screen the agent moves the paddle.</summary>
/// <param name="options">The rules.</param>
/// <param name="testEpisodes">The number of test episodes.</param>
public sealed class CatchTask(CatchOptions options, int testEpisodes = CatchTask.DefaultTestEpisodes) : ITask
{
    /// <summary>The default number of test episodes.</summary>
    public const int DefaultTestEpisodes = 10_000;

    /// <summary>The rules.</summary>
    public CatchOptions Options { get; } = options;

    /// <inheritdoc/>
    public ImageSize Size => new(1, Options.Side, Options.Side);

    /// <summary>Left, stay and right.</summary>
    public IReadOnlyList<string> ClassNames { get; } = [.. Enum.GetNames<CatchAction>().Select(name => name.ToLowerInvariant())];

    /// <inheritdoc/>
    public AnswerKind Answers => AnswerKind.Action;

    /// <inheritdoc/>
    public int? Steps => Options.Steps;

    /// <inheritdoc/>
    public TaskMeasure Measure { get; } = new("episode", "episodes", "caught", "balls missed");

    /// <inheritdoc/>
    public IEpisodeSource Training(int batchSize, RandomKey key) => DrawnEpisodes.Fresh(Options.TrainingEpisodes, batchSize, key, Draw);

    /// <inheritdoc/>
    public IEpisodeSource Validation() =>
        DrawnEpisodes.Fixed(Options.ValidationEpisodes, RandomKey.FromSeed(0).Fork("validation episodes"), Draw);

    /// <inheritdoc/>
    public IEpisodeSource Test(long seed = 0) => DrawnEpisodes.Fixed(testEpisodes, RandomKey.FromSeed(seed).Fork("test episodes"), Draw);

    private CatchEpisodes Draw(RandomKey key, int first, int count) => CatchEpisodes.Draw(Options, key, first, count);
}
