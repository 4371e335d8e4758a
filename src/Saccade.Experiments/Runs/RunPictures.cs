using Saccade.Figures;
using Saccade.Figures.Drawing;

namespace Saccade.Experiments.Runs;

/// <summary>Writes the pictures of rollouts and of a run's learning curves as PNG files.</summary>
public static class RunPictures
{
    /// <summary>How many still episodes are drawn unless told otherwise.</summary>
    public const int DefaultImages = 12;

    // An animation and a strip of each are much to look at.
    private const int DefaultEpisodes = 4;

    // The frames of an animation are many and lossless.
    private static readonly FigureOptions s_small = new() { Scale = 1 };

    /// <summary>How many episodes are drawn unless told otherwise; fewer where they change.</summary>
    /// <param name="episodes">The episodes.</param>
    public static int DefaultCount(IEpisodeSource episodes)
    {
        ArgumentNullException.ThrowIfNull(episodes);
        return episodes.Load(0, 0).IsStill ? DefaultImages : DefaultEpisodes;
    }

    /// <summary>
    /// Writes the pictures of rollouts. For still episodes: <c>rollout-1.png</c> and so on, and <c>gallery.png</c> with all of them.
    /// For others: <c>episode-1.webp</c>, an animation, <c>episode-1.png</c>, a strip, and so on.
    /// </summary>
    /// <param name="traces">The rollouts.</param>
    /// <param name="folder">Where to; made if it is missing.</param>
    /// <returns>The files written.</returns>
    /// <exception cref="SaccadeException">The folder cannot be made or written.</exception>
    public static IReadOnlyList<string> WriteRollouts(IReadOnlyList<GlimpseTrace> traces, string folder)
    {
        ArgumentNullException.ThrowIfNull(traces);
        bool still = traces.All(trace => trace.IsStill);
        IReadOnlyList<string> files = WriteAll(folder, still ? DrawStill(traces) : DrawMoving(traces));
        // An earlier call with more images has left pictures of another model.
        for (int stale = traces.Count + 1; still && File.Exists(Path.Combine(folder, RolloutName(stale))); stale++)
        {
            File.Delete(Path.Combine(folder, RolloutName(stale)));
        }
        return files;
    }

    /// <summary>Writes <c>curves.png</c>, the learning curves of a run.</summary>
    /// <returns>The file, or null if the run has not finished an epoch yet.</returns>
    /// <exception cref="SaccadeException">The folder cannot be made or written.</exception>
    public static string? WriteCurves(RunFolder run, string folder)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Curve(run) is CurveRun curve ? WriteAll(folder, [("curves.png", LearningCurves.Render([curve]))])[0] : null;
    }

    /// <summary>Writes the learning curves of several runs over each other into one file.</summary>
    internal static void WriteCurves(IEnumerable<(RunFolder Run, string Name)> runs, string path, FigureOptions? options = null) =>
        AtomicFile.WriteBytes(path, LearningCurves.Render([.. runs.Select(entry => Curve(entry.Name, entry.Run.Metrics()))], options));

    /// <summary>Writes traces at a glance into one file.</summary>
    internal static void WriteGallery(IReadOnlyList<GlimpseTrace> traces, string path) =>
        AtomicFile.WriteBytes(path, GalleryFigure.Render(traces));

    /// <summary>The metrics of a run under its recipe's name; null before the first epoch.</summary>
    internal static CurveRun? Curve(RunFolder run)
    {
        MetricsTable metrics = run.Metrics();
        return metrics.Epochs == 0 ? null : Curve(run.Recipe.Name, metrics);
    }

    /// <summary>Metrics of at least one epoch under a name.</summary>
    internal static CurveRun Curve(string name, MetricsTable metrics) =>
        new(name, metrics.Columns.ToDictionary(column => column, column => metrics[column].ToArray()));

    private static string RolloutName(int number) => FormattableString.Invariant($"rollout-{number}.png");

    private static IEnumerable<(string Name, byte[] Content)> DrawStill(IReadOnlyList<GlimpseTrace> traces) =>
        [.. traces.Select((trace, i) => (RolloutName(i + 1), RolloutFigure.Render(trace))), ("gallery.png", GalleryFigure.Render(traces))];

    private static IEnumerable<(string Name, byte[] Content)> DrawMoving(IReadOnlyList<GlimpseTrace> traces)
    {
        foreach ((int i, GlimpseTrace trace) in traces.Index())
        {
            yield return (FormattableString.Invariant($"episode-{i + 1}.webp"), EpisodeFigure.Animate(trace, s_small));
            yield return (FormattableString.Invariant($"episode-{i + 1}.png"), EpisodeFigure.Strip(trace));
        }
    }

    /// <summary>Writes figures into a folder, after all are drawn: a figure that cannot be drawn leaves no folder behind.</summary>
    internal static IReadOnlyList<string> WriteAll(string folder, IEnumerable<(string Name, byte[] Content)> figures)
    {
        (string Name, byte[] Content)[] drawn = [.. figures];
        MakeFolder(folder);
        return [.. drawn.Select(figure =>
        {
            string path = Path.Combine(folder, figure.Name);
            AtomicFile.WriteBytes(path, figure.Content);
            return path;
        })];
    }

    internal static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw SaccadeException.OfFile(ErrorKind.Unwritable, folder, e);
        }
    }
}
