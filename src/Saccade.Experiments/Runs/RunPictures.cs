using Saccade.Checkpoints;
using Saccade.Evaluation;
using Saccade.Figures;
using Saccade.Runtime;

namespace Saccade.Experiments.Runs;

/// <summary>Writes the pictures of rollouts and of a run's learning curves as PNG files.</summary>
public static class RunPictures
{
    /// <summary>Writes <c>rollout-1.png</c> and so on, one for each trace, and <c>gallery.png</c> with all of them.</summary>
    /// <returns>The files written.</returns>
    /// <exception cref="SaccadeException">The folder can't be made or written.</exception>
    public static IReadOnlyList<string> WriteRollouts(IReadOnlyList<GlimpseTrace> traces, string folder)
    {
        ArgumentNullException.ThrowIfNull(traces);
        byte[][] rollouts = [.. traces.Select(trace => RolloutFigure.Render(trace))];
        byte[] gallery = GalleryFigure.Render(traces);
        MakeFolder(folder);
        List<string> files = [.. rollouts.Select((png, i) => Write(folder, RolloutName(i + 1), png)), Write(folder, "gallery.png", gallery)];
        // What an earlier call with more images left would show another model.
        for (int stale = rollouts.Length + 1; File.Exists(Path.Combine(folder, RolloutName(stale))); stale++)
        {
            File.Delete(Path.Combine(folder, RolloutName(stale)));
        }
        return files;
    }

    /// <summary>Writes <c>episode-1.webp</c>, an animation, and <c>episode-1.png</c>, a strip, and so on, two for each trace.</summary>
    /// <returns>The files written.</returns>
    /// <exception cref="SaccadeException">The folder can't be made or written.</exception>
    public static IReadOnlyList<string> WriteEpisodes(IReadOnlyList<EpisodeTrace> traces, string folder)
    {
        ArgumentNullException.ThrowIfNull(traces);
        MakeFolder(folder);
        List<string> files = [];
        foreach ((int i, EpisodeTrace trace) in traces.Index())
        {
            files.Add(Write(folder, FormattableString.Invariant($"episode-{i + 1}.webp"), EpisodeFigure.Animate(trace)));
            files.Add(Write(folder, FormattableString.Invariant($"episode-{i + 1}.png"), EpisodeFigure.Strip(trace)));
        }
        return files;
    }

    /// <summary>Writes <c>curves.png</c>, the learning curves of a run.</summary>
    /// <returns>The file, or null if the run has not finished an epoch yet.</returns>
    /// <exception cref="SaccadeException">The folder can't be made or written.</exception>
    public static string? WriteCurves(RunFolder run, string folder)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (Curve(run) is not CurveRun curve)
        {
            return null;
        }
        MakeFolder(folder);
        return Write(folder, "curves.png", LearningCurves.Render([curve]));
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

    private static CurveRun Curve(string name, MetricsTable metrics) =>
        new(name, metrics.Columns.ToDictionary(column => column, column => metrics[column].ToArray()));

    private static string RolloutName(int number) => FormattableString.Invariant($"rollout-{number}.png");

    private static string Write(string folder, string name, byte[] png)
    {
        string path = Path.Combine(folder, name);
        AtomicFile.WriteBytes(path, png);
        return path;
    }

    internal static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SaccadeException($"Cannot make the folder {folder}: {e.Message}", e);
        }
    }
}
