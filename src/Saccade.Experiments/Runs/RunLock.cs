namespace Saccade.Experiments.Runs;

/// <summary>Locks a run folder against other processes; the system releases it when the process ends, however it ends.</summary>
internal static class RunLock
{
    /// <summary>The lock's file; it stays, because deleting it could take it from under another process.</summary>
    public const string Name = "lock";

    /// <exception cref="SaccadeException">Another process holds the folder, or it cannot be written.</exception>
    public static FileStream Take(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw new SaccadeException(new(ErrorKind.InUse, folder, Remedy: "wait for it to end or choose another --run folder"), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SaccadeException.OfFile(ErrorKind.Unwritable, Path.Combine(folder, Name), e);
        }
    }

    /// <summary>EAGAIN of Linux, EAGAIN of macOS, the sharing and lock violations of Windows.</summary>
    private static bool IsHeld(IOException e) => (e.HResult & 0xFFFF) is 11 or 35 or 32 or 33;
}
