using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Saccade.Experiments.Runs;

/// <summary>The process that trains a run, as the lock's second file states it: <c>lock.json</c>.</summary>
/// <param name="ProcessId">Its number.</param>
/// <param name="Host">The name of its machine.</param>
/// <param name="Since">When it took the run, in UTC.</param>
/// <param name="Identity">A number that no other taker has, on whatever machine.</param>
internal sealed record RunHolder(
    [property: JsonPropertyName("process")] int ProcessId, string Host, DateTimeOffset Since, Guid Identity)
{
    // A clock may be set back a little, and systems round the start of a process.
    private static readonly TimeSpan s_slack = TimeSpan.FromMinutes(1);

    /// <summary>This process, now.</summary>
    public static RunHolder Create() => new(Environment.ProcessId, Environment.MachineName, DateTimeOffset.UtcNow, Guid.NewGuid());

    /// <summary>The holder that a file states; null if there is none or it cannot be read.</summary>
    public static RunHolder? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonFile.Read<RunHolder>(path, "delete it") : null;
        }
        catch (SaccadeException)
        {
            return null;
        }
    }

    /// <summary>Whether it is another process of this machine that still runs. Of other machines that cannot be known.</summary>
    public bool IsAlive()
    {
        if (Host != Environment.MachineName || ProcessId == Environment.ProcessId)
        {
            return false;
        }
        try
        {
            using Process process = Process.GetProcessById(ProcessId);
            // Numbers are used again: a process that began later is another one.
            return !process.HasExited && process.StartTime.ToUniversalTime() <= Since + s_slack;
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended meanwhile, or belongs to another user.
            return e is Win32Exception;
        }
    }
}
