using Saccade.Checkpoints;

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
            string file = Name(folder, step);
            try
            {
                File.Delete(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw SaccadeException.OfFile(ErrorKind.Unwritable, file, e);
            }
        }
    }

    /// <summary>The steps at which there are checkpoints, newest first.</summary>
    public static IEnumerable<long> Steps(string folder) =>
        Directory.Exists(folder)
            ? Directory.GetFiles(folder, $"{Prefix}*{Ending}").Select(Step).OfType<long>().OrderDescending()
            : [];

    /// <summary>The file of the newest checkpoint, or null.</summary>
    public static string? Newest(string folder) => Steps(folder).Select(step => Name(folder, step)).FirstOrDefault();

    /// <exception cref="SaccadeException">There is no checkpoint that can be read.</exception>
    public static RecoveredCheckpoint Recover(string folder)
    {
        List<SaccadeException> damaged = [];
        foreach (long step in Steps(folder))
        {
            try
            {
                return new RecoveredCheckpoint(step, TensorFile.Read(Name(folder, step)), damaged);
            }
            catch (SaccadeException e)
            {
                damaged.Add(e);
            }
        }
        throw damaged.Count == 0
            ? new SaccadeException(new(ErrorKind.Missing, folder, "there is no checkpoint to resume from", "start another run"))
            : new SaccadeException(new(
                ErrorKind.Damaged,
                folder,
                $"none of the checkpoints can be read ({string.Join(", ", damaged.Select(e => Path.GetFileName(e.Error.Path)))})",
                "start another run"), new AggregateException(damaged));
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
