using System.Globalization;
using Saccade.Checkpoints;
using Saccade.Errors;
using Saccade.Experiments.Runs;
using Saccade.IO;

namespace Saccade.Reliability.Crashes;

/// <summary>In what state a kill left a run's folder.</summary>
internal static class KilledState
{
    /// <summary>What the process was about, in words of the report, inferred from what it left.</summary>
    public static string Of(string run)
    {
        if (!RunFolder.IsRun(run))
        {
            return Directory.Exists(run) ? "within the making of the run's folder" : "before there was a folder";
        }
        string checkpoints = Path.Combine(run, "checkpoints");
        string metrics = Path.Combine(run, "metrics.csv");
        return Temporary(checkpoints) ? "within the write of a checkpoint"
            : Directory.GetFiles(checkpoints).Length == 0 ? "before the first checkpoint"
            : Temporary(run) ? "within the write of the model"
            : Temporary(Path.Combine(run, "pictures")) ? "within the write of a picture"
            : File.Exists(metrics) && !File.ReadAllText(metrics).EndsWith('\n') ? "within a line of figures"
            : Step(Directory.GetFiles(checkpoints).Max(StringComparer.Ordinal)!) % TinyRun.StepsPerEpoch != 0
                ? "after a checkpoint during an epoch"
            : Directory.GetFiles(checkpoints).Length > 2 ? "before the oldest checkpoint was deleted"
            : "between two writes";
    }

    /// <summary>What is wrong with a file that should be whole at any time, or null.</summary>
    /// <param name="run">The run's folder.</param>
    /// <param name="damaged">A checkpoint that was damaged on purpose, if any.</param>
    public static string? Fault(string run, string? damaged)
    {
        string checkpoints = Path.Combine(run, "checkpoints");
        IEnumerable<string> files = Directory.Exists(checkpoints) ? Directory.GetFiles(checkpoints, "step-*") : [];
        foreach (string file in files.Append(Path.Combine(run, "model.safetensors"))
            .Where(file => File.Exists(file) && Path.GetFileName(file) != damaged))
        {
            try
            {
                _ = TensorFile.Read(file);
            }
            catch (SaccadeException e)
            {
                return e.Message;
            }
        }
        return null;
    }

    private static long Step(string checkpoint) =>
        long.Parse(Path.GetFileNameWithoutExtension(checkpoint).Split('-')[^1], CultureInfo.InvariantCulture);

    private static bool Temporary(string folder) => Directory.Exists(folder) && Directory.GetFiles(folder)
        .Any(file => AtomicFile.IsTemporary(Path.GetFileName(file)));
}
