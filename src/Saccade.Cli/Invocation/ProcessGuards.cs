using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Saccade.Cli.Invocation;

/// <summary>
/// Guards against causes that would end the process without a message: too few handles, a failure on another thread, a limit of file sizes.
/// </summary>
internal static class ProcessGuards
{
    // The same number on Linux and macOS.
    private const PosixSignal FileSizeExceeded = (PosixSignal)25;

    // What training and evaluation open at the same time, the program's assemblies among them, with some to spare.
    private const int HandlesNeeded = 96;

    private static PosixSignalRegistration? s_fileSize;

    /// <summary>Installs the guards.</summary>
    /// <returns>Whether the process can continue; if not, standard error has the reason.</returns>
    public static bool Install()
    {
        AppDomain.CurrentDomain.UnhandledException += (_, failure) => End(failure.ExceptionObject);
        if (!OperatingSystem.IsWindows())
        {
            // The write fails then, and says so.
            s_fileSize = PosixSignalRegistration.Create(FileSizeExceeded, signal => signal.Cancel = true);
        }
        if (HasHandles())
        {
            return true;
        }
        WriteError($"This process may open too few files: it needs {HandlesNeeded} more. Raise the limit with 'ulimit -n'.");
        return false;
    }

    /// <summary>Opens as many handles as are needed and closes them: later, one too few would be an assembly not found.</summary>
    private static bool HasHandles()
    {
        string program = Environment.ProcessPath!;
        List<SafeFileHandle> handles = [];
        try
        {
            while (handles.Count < HandlesNeeded)
            {
                handles.Add(File.OpenHandle(program, share: FileShare.ReadWrite | FileShare.Delete));
            }
            return true;
        }
        catch (IOException)
        {
            return false;
        }
        finally
        {
            handles.ForEach(handle => handle.Dispose());
        }
    }

    private static void End(object failure)
    {
        if (Environment.GetEnvironmentVariable("SACCADE_DEBUG") is null)
        {
            WriteError((failure as Exception)?.Message ?? "an unknown failure");
            Environment.Exit(ExitCode.Failure);
        }
    }

    /// <summary>Writes a line on standard error with nothing that needs another handle, as the console does at first.</summary>
    private static void WriteError(string message)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Text.Warn(message);
                return;
            }
            using SafeFileHandle standardError = new(2, ownsHandle: false);
            using FileStream stream = new(standardError, FileAccess.Write, bufferSize: 0);
            stream.Write(Encoding.UTF8.GetBytes(Text.Warning(message) + "\n"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Standard error is the last resort.
        }
    }
}
