using System.Globalization;
using Saccade.Checkpoints;
using Saccade.Runtime;

namespace Saccade.Experiments.Runs;

/// <summary>The files of a run's checkpoints.</summary>
internal static class CheckpointFolder
{
    private const string Prefix = "step-";
    private const string Ending = ".safetensors";

    public static void Write(string folder, long step, TensorFile content) => content.Write(Name(folder, step));

    /// <summary>Deletes the checkpoints of some steps.</summary>
    public static void Delete(string folder, Func<long, bool> which)
    {
        foreach (long step in Steps(folder).Where(which))
        {
            DurableFile.Delete(Name(folder, step));
        }
    }

    /// <summary>The steps at which there are checkpoints, newest first.</summary>
    public static IEnumerable<long> Steps(string folder) =>
        Directory.Exists(folder)
            ? Directory.GetFiles(folder, $"{Prefix}*{Ending}").Select(Step).OfType<long>().OrderDescending()
            : [];

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

    private static long? Step(string path)
    {
        string digits = Path.GetFileName(path)[Prefix.Length..^Ending.Length];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long step)
            && Path.GetFileName(Name("", step)) == Path.GetFileName(path) ? step : null;
    }

    private static string Name(string folder, long step) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step:D10}{Ending}"));
}
