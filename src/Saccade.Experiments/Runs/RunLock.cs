namespace Saccade.Experiments.Runs;

/// <summary>
/// Locks a run folder against other processes, twice: by a lock of the system on <c>lock</c>, which ends with the process however it
/// ends, and by <c>lock.json</c>, which states the holder, for disks without such locks. Before each save the holder makes sure that the
/// second file still names it: of two processes that got past both locks only the later one continues.
/// </summary>
internal sealed class RunLock : IDisposable
{
    /// <summary>The file of the system's lock; it stays, because deleting it could take it from under another process.</summary>
    public const string Name = "lock";

    /// <summary>The file that states the holder; it is deleted when the holder lets go.</summary>
    public const string HolderName = "lock.json";

    private readonly string _folder;
    private readonly FileStream _system;
    private readonly RunHolder _holder = RunHolder.Create();

    private RunLock(string folder, FileStream system) => (_folder, _system) = (folder, system);

    private string HolderPath => Path.Combine(_folder, HolderName);

    /// <exception cref="SaccadeException">Another process holds the folder, or it cannot be written.</exception>
    public static RunLock Take(string folder)
    {
        FileStream system = Open(folder) ?? throw InUse(folder);
        try
        {
            // Where the system locks, a holder that is stated was killed: its lock ended with it.
            if (!SystemLocks(folder) && Holder(folder) is RunHolder other && other.IsAlive())
            {
                throw InUse(folder);
            }
            RunLock taken = new(folder, system);
            JsonFile.Write(taken.HolderPath, taken._holder);
            return taken;
        }
        catch
        {
            system.Dispose();
            throw;
        }
    }

    /// <summary>Whether another process of this machine trains the run in this folder.</summary>
    public static bool IsHeld(string folder) => Holder(folder) is RunHolder holder && holder.IsAlive();

    /// <summary>Deletes the statement of a holder that was killed, from a run that needs no other.</summary>
    public static void RemoveStale(string folder)
    {
        if (Holder(folder) is RunHolder holder && !holder.IsAlive())
        {
            Delete(folder);
        }
    }

    /// <summary>Makes sure that no other process has taken the run meanwhile.</summary>
    /// <exception cref="SaccadeException">One has; this process must write no more.</exception>
    public void Check()
    {
        RunHolder? now = Holder(_folder);
        if (now is null)
        {
            // Someone deleted it, or an older version of the program, which does not know it, took the run.
            JsonFile.Write(HolderPath, _holder);
        }
        else if (now.Identity != _holder.Identity)
        {
            throw new SaccadeException(new(
                ErrorKind.InUse, _folder,
                $"process {now.ProcessId} on {now.Host} has taken this run and trains it; this process saves no more",
                "let one process train a run"));
        }
    }

    /// <summary>Lets go of the folder.</summary>
    public void Dispose()
    {
        if (Holder(_folder)?.Identity == _holder.Identity)
        {
            Delete(_folder);
        }
        _system.Dispose();
    }

    private static void Delete(string folder)
    {
        try
        {
            File.Delete(Path.Combine(folder, HolderName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next taker sees that the process has ended.
        }
    }

    private static RunHolder? Holder(string folder) => RunHolder.Read(Path.Combine(folder, HolderName));

    private static SaccadeException InUse(string folder) =>
        new(new(ErrorKind.InUse, folder, Remedy: "wait for it to end or choose another --run folder"));

    /// <summary>Whether locks of the system count here: a second one on the same file must fail.</summary>
    private static bool SystemLocks(string folder)
    {
        using FileStream? second = Open(folder);
        return second is null;
    }

    /// <summary>Locks the system's file; null if it is locked already.</summary>
    private static FileStream? Open(string folder)
    {
        string path = Path.Combine(folder, Name);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsLocked(e))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SaccadeException.OfFile(ErrorKind.Unwritable, path, e);
        }
    }

    /// <summary>EAGAIN of Linux, EAGAIN of macOS, the sharing and lock violations of Windows.</summary>
    private static bool IsLocked(IOException e) => (e.HResult & 0xFFFF) is 11 or 35 or 32 or 33;
}
