using System.ComponentModel;
using System.Diagnostics;

namespace Saccade.Reliability.Programs;

/// <summary>Calls of programs of the system.</summary>
internal static class ToolCall
{
    /// <summary>Calls a program; what it said if it failed, else null.</summary>
    public static string? Failure(params string[] words)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true })!;
            string errors = process.StandardError.ReadToEnd().ReplaceLineEndings(" ").Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"'{string.Join(' ', words)}' failed: {errors}";
        }
        catch (Win32Exception e)
        {
            return $"'{words[0]}' cannot be started: {e.Message}";
        }
    }

    /// <summary>Calls a program that must succeed.</summary>
    public static void Require(params string[] words)
    {
        if (Failure(words) is string failure)
        {
            throw new InvalidOperationException(failure);
        }
    }
}
