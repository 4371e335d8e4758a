using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Saccade.Reliability.Programs;

namespace Saccade.Reliability.Crashes;

/// <summary>
/// A file system (ext4 in a file, mounted by a loop device) that loses its power: whatever its journal has not on disk is lost, and every
/// later access fails. This takes Linux, root and loop devices.
/// </summary>
internal sealed partial class LoopDisk : IDisposable
{
    // EXT4_IOC_SHUTDOWN and its flag that nothing is flushed.
    private const nuint Shutdown = 0x8004587D;
    private const uint WithoutFlush = 2;
    private const long Bytes = 128 << 20;

    private readonly ScratchFolder _folder = new();

    private LoopDisk() => Directory.CreateDirectory(Path);

    /// <summary>Where it is mounted.</summary>
    public string Path => _folder["disk"];

    /// <summary>Makes and mounts a disk; null where that is not possible.</summary>
    /// <param name="reason">What failed.</param>
    /// <param name="mount">The program that mounts it.</param>
    public static LoopDisk? TryCreate(out string reason, string mount = "mount")
    {
        LoopDisk disk = new();
        string image = disk._folder["image"];
        using (FileStream file = File.Create(image))
        {
            file.SetLength(Bytes);
        }
        string? failure = ToolCall.Failure("mkfs.ext4", "-q", "-F", image) ?? disk.Mount(mount);
        reason = failure ?? "";
        if (failure is null)
        {
            return disk;
        }
        disk._folder.Dispose();
        return null;
    }

    /// <summary>Writes everything to disk.</summary>
    public void Flush() => ToolCall.Require("sync", "-f", Path);

    /// <summary>Ends all access to the disk without writing anything more.</summary>
    public void LosePower()
    {
        using SafeFileHandle handle = File.OpenHandle(System.IO.Path.Combine(Path, "power"), FileMode.OpenOrCreate);
        uint flag = WithoutFlush;
        if (Control(handle, Shutdown, ref flag) != 0)
        {
            throw new InvalidOperationException($"The shutdown of the file system failed: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>Mounts it again, which reads its journal. No process may use it.</summary>
    public void Restart()
    {
        ToolCall.Require("umount", Path);
        if (Mount("mount") is string failure)
        {
            throw new InvalidOperationException(failure);
        }
    }

    public void Dispose()
    {
        ToolCall.Require("umount", Path);
        _folder.Dispose();
    }

    // Without its help for programs that do not flush before they rename.
    private string? Mount(string mount) => ToolCall.Failure(mount, "-o", "loop,noauto_da_alloc", _folder["image"], Path);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, nuint request, ref uint argument);
}
