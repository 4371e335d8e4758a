using System.Globalization;
using Saccade.Checkpoints;
using Saccade.Runtime;

namespace Saccade.Experiments.Runs;

/// <summary>The checkpoints of a run, of which the two newest are kept.</summary>
internal static class CheckpointFolder
{
    private const string Prefix = "step-";
    private const string Ending = ".safetensors";
    private const int Kept = 2;

    /// <summary>Saves a checkpoint, then deletes all but it and the one before it.</summary>
    public static void Save(string folder, long step, TensorFile content)
    {
        content.Write(Name(folder, step));
        Prune(folder, step);
    }

    /// <summary>Deletes all but the checkpoint of a step and the one before it; those of later steps belong to a course that was given up.</summary>
    public static void Prune(string folder, long step)
    {
        long[] older = [.. Steps(folder).Where(other => other < step).Take(Kept - 1)];
        foreach (long other in Steps(folder).Where(other => other != step && !older.Contains(other)))
        {
            DurableFile.Delete(Name(folder, other));
        }
    }

    /// <summary>The file of the newest checkpoint, or null.</summary>
    public static string? Newest(string folder) => Steps(folder).Select(step => Name(folder, step)).FirstOrDefault();

    public static bool Any(string folder) => Steps(folder).Any();

    /// <exception cref="SaccadeException">There is no checkpoint that can be read.</exception>
    public static RecoveredCheckpoint Recover(string folder)
    {
        List<string> damaged = [];
        foreach (long step in Steps(folder))
        {
            try
            {
                return new RecoveredCheckpoint(step, TensorFile.Read(Name(folder, step)), damaged);
            }
            catch (SaccadeException e)
            {
                damaged.Add(e.Message);
            }
        }
        throw new SaccadeException(damaged.Count == 0
            ? $"{folder} holds no checkpoint: there is nothing to resume; start another run."
            : $"None of the checkpoints in {folder} can be read; start another run. {string.Join(' ', damaged)}");
    }

    /// <summary>The steps at which there are checkpoints, newest first.</summary>
    private static IEnumerable<long> Steps(string folder) =>
        Directory.Exists(folder)
            ? Directory.GetFiles(folder, $"{Prefix}*{Ending}").Select(Step).OfType<long>().OrderDescending()
            : [];

    private static long? Step(string path)
    {
        string digits = Path.GetFileName(path)[Prefix.Length..^Ending.Length];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long step)
            && Path.GetFileName(Name("", step)) == Path.GetFileName(path) ? step : null;
    }

    private static string Name(string folder, long step) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step:D10}{Ending}"));
}
