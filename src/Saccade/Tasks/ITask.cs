namespace Saccade.Tasks;

/// <summary>
/// What an agent learns: its observations, its answers, their reward and what is measured. <see cref="ClassificationTask"/> classifies
/// images, <see cref="CatchTask"/> is the game of the paper. A custom task runs through trainer, checkpoints and figures like these.
/// </summary>
/// <remarks>
/// <see cref="Training.Trainer"/> calls <see cref="Training"/> and <see cref="Validation"/> once each, evaluations call
/// <see cref="Episodes"/>. Every call returns a new source, which the caller uses on one thread at a time.
/// </remarks>
public interface ITask
{
    /// <summary>Channels, height and width of a frame.</summary>
    ImageSize Size { get; }

    /// <summary>
    /// The names of the classes or actions, one for each output of the model; where episodes have sequences of labels, the last is that of
    /// the end symbol.
    /// </summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>Whether answers are classes or actions.</summary>
    AnswerKind Answers => AnswerKind.Class;

    /// <summary>T, the glimpses of an episode; null if the model's options decide.</summary>
    int? Steps => null;

    /// <summary>The words for what is measured.</summary>
    TaskMeasure Measure => TaskMeasure.Classification;

    /// <summary>The training episodes.</summary>
    /// <param name="batchSize">B, episodes in a batch.</param>
    /// <param name="key">The key of their order and of all their randomness; the same key gives the same episodes.</param>
    /// <exception cref="SaccadeException">The episodes are unavailable.</exception>
    IEpisodeSource Training(int batchSize, RandomKey key);

    /// <summary>The episodes that choose the best epoch, the same for every run and none of the training episodes.</summary>
    /// <exception cref="SaccadeException">The episodes are unavailable.</exception>
    IEpisodeSource Validation();

    /// <summary>The test episodes, none of which is a training or validation episode.</summary>
    /// <param name="seed">The seed of episodes that the task draws; images are the same for every seed.</param>
    /// <exception cref="SaccadeException">The episodes are unavailable.</exception>
    IEpisodeSource Test(long seed = 0);

    /// <summary>The validation or test episodes.</summary>
    /// <param name="split">Validation or test.</param>
    /// <param name="seed">The seed of test episodes that the task draws.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="split"/> is <see cref="Split.Train"/>.</exception>
    IEpisodeSource Episodes(Split split, long seed = 0) => split switch
    {
        Split.Validation => Validation(),
        Split.Test => Test(seed),
        _ => throw new ArgumentOutOfRangeException(nameof(split), split, "Training episodes depend on a key; call Training."),
    };
}
