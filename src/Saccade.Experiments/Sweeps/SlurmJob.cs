using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Saccade.Experiments.Sweeps;

/// <summary>A Slurm array job whose tasks share a sweep: the file <c>sweep.sbatch</c> in its folder.</summary>
public sealed class SlurmJob
{
    private readonly SweepFolder _sweep;

    private SlurmJob(SweepFolder sweep) => _sweep = sweep;

    /// <summary>The script.</summary>
    public string ScriptPath => _sweep.In("sweep.sbatch");

    /// <summary>Writes the script.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="program">The words that start this program.</param>
    /// <param name="tasks">The number of tasks.</param>
    /// <param name="threads">Threads, and processors that each task asks for.</param>
    /// <param name="dataFolder">Folder of the MNIST files; null to look for them.</param>
    /// <exception cref="SaccadeException">The script cannot be written.</exception>
    public static SlurmJob Write(SweepFolder sweep, IEnumerable<string> program, int tasks, int threads, string? dataFolder)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        string folder = Path.GetFullPath(sweep.Path);
        string data = dataFolder is null ? "" : $" --data {ShellWord.Quote(Path.GetFullPath(dataFolder))}";
        string options = $"--threads {threads}{data}{sweep.Recipe.ExtensionOptions(Path.GetFullPath)}";
        string command = string.Join(' ', program.Select(ShellWord.Quote));
        // With halving each task may take any run: at a rung it would wait forever for the share of a task that has not started.
        string share = sweep.Plan.Rungs.Count > 0 ? "" : $" --index \"$SLURM_ARRAY_TASK_ID\" --of {tasks}";
        string name = new([.. sweep.Recipe.Name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')]);
        SlurmJob job = new(sweep);
        AtomicFile.WriteText(job.ScriptPath, $"""
            #!/bin/sh
            #SBATCH --job-name=sweep-{name}
            #SBATCH --array=0-{tasks - 1}
            #SBATCH --cpus-per-task={threads}
            #SBATCH --requeue
            #SBATCH --open-mode=append
            # A minute before its time is up a task saves its run and ends.
            #SBATCH --signal=B:TERM@60
            exec {command} sweep --run {ShellWord.Quote(folder)}{share} {options}

            """.ReplaceLineEndings("\n"));
        return job;
    }

    /// <summary>Submits the script; the tasks write their output into the sweep's folder.</summary>
    /// <returns>What sbatch answered, such as <c>Submitted batch job 42</c>.</returns>
    /// <exception cref="SaccadeException">There is no sbatch, or it refused the job.</exception>
    public string Submit()
    {
        string output = Path.Combine(Path.GetFullPath(_sweep.Path), "slurm-%a.log");
        ProcessStartInfo start = new("sbatch", [$"--output={output}", ScriptPath])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process sbatch = Process.Start(start)!;
            StringBuilder errors = new();
            sbatch.ErrorDataReceived += (_, line) => errors.Append(line.Data).Append(' ');
            sbatch.BeginErrorReadLine();
            string answer = sbatch.StandardOutput.ReadToEnd();
            sbatch.WaitForExit();
            return sbatch.ExitCode == 0
                ? TerminalText.OneLine(answer.Trim())
                : throw Refused(TerminalText.OneLine(errors.ToString().Trim()));
        }
        catch (Win32Exception e)
        {
            throw Refused("there is no program sbatch here", e);
        }
    }

    private SaccadeException Refused(string reason, Exception? inner = null)
    {
        string detail = $"the job was not submitted: {reason}";
        return new(new(ErrorKind.Unavailable, ScriptPath, detail, "the script is written; submit it with sbatch"), inner);
    }
}
