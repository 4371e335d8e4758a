using System.Runtime.InteropServices;

namespace Saccade.IO;

/// <summary>What Linux knows of a file without opening it.</summary>
/// <param name="Mode">Kind and permissions.</param>
/// <param name="Links">The number of its names.</param>
/// <param name="User">Its owner.</param>
/// <param name="Group">The group of its owner.</param>
/// <param name="Inode">Its number on its disk.</param>
/// <param name="Changed">When content, name or permissions last changed, in UTC.</param>
internal readonly partial record struct FileStatus(ushort Mode, uint Links, uint User, uint Group, ulong Inode, DateTime Changed)
{
    // Arguments of statx, and offsets in its result.
    private const int CurrentFolder = -100;
    private const uint Asked = 0b1_1001_1111;
    private const int AnswerBytes = 256;
    private const int LinksAt = 16;
    private const int UserAt = 20;
    private const int GroupAt = 24;
    private const int ModeAt = 28;
    private const int InodeAt = 32;
    private const int ChangedAt = 96;
    private const int ChangedNanosecondsAt = 104;
    private const long MostSeconds = 1L << 37;
    private const int KindMask = 0xF000;
    private const int Folder = 0x4000;
    private const int Regular = 0x8000;

    /// <summary>Whether it is neither a regular file nor a folder, but a pipe, a device or the like.</summary>
    public bool IsIrregular => (Mode & KindMask) is not (Regular or Folder);

    /// <summary>The status of a file, that of its target if it is a link; null if there is none or the system is another one.</summary>
    public static FileStatus? Read(string path)
    {
        Span<byte> answer = stackalloc byte[AnswerBytes];
        return OperatingSystem.IsLinux() && Status(CurrentFolder, path, 0, Asked, answer) == 0
            ? new(
                BitConverter.ToUInt16(answer[ModeAt..]), BitConverter.ToUInt32(answer[LinksAt..]),
                BitConverter.ToUInt32(answer[UserAt..]), BitConverter.ToUInt32(answer[GroupAt..]),
                BitConverter.ToUInt64(answer[InodeAt..]), ChangedIn(answer))
            : null;
    }

    private static DateTime ChangedIn(ReadOnlySpan<byte> answer)
    {
        // A disk may state any time; those that .NET does not know identify a change all the same.
        long seconds = BitConverter.ToInt64(answer[ChangedAt..]);
        long ticks = BitConverter.ToUInt32(answer[ChangedNanosecondsAt..]) / TimeSpan.NanosecondsPerTick;
        return DateTime.UnixEpoch.AddSeconds(Math.Clamp(seconds, 0, MostSeconds)).AddTicks(ticks);
    }

    /// <summary>The error of a file that is irregular.</summary>
    public static SaccadeException Irregular(string path) =>
        new(new(ErrorKind.NotAllowed, Path: path, Detail: "is a pipe, a device or the like", Remedy: "give a regular file"));

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int folder, string path, int flags, uint asked, Span<byte> answer);
}
