using System.Runtime.InteropServices;

namespace Saccade.Torch.Native;

/// <summary>
/// TorchSharp's library for Linux, loaded as a copy that does not require the symbol version GLIBCXX_3.4.32, which libstdc++ has since GCC
/// 13. That version holds a single symbol, a marker of the header iostream that no code refers to, so the library works without it.
/// </summary>
/// <param name="Handle">The loaded copy, or 0.</param>
/// <param name="Failure">Why a required copy could not be loaded; null if it was, or none is required.</param>
internal sealed record MarkedLibrary(nint Handle, ErrorData? Failure)
{
    private const string FileName = "libLibTorchSharp.so";
    private const string CxxLibrary = "libstdc++.so.6";
    private const string CxxVersion = "GLIBCXX_3.4.32";

    private static readonly MarkedLibrary None = new(0, null);

    public static MarkedLibrary Load()
    {
        if (NativeFolders.Platform != "linux-x64" || NativeFolders.Find(FileName) is not { } original)
        {
            return None;
        }
        // The copy lies in another folder, so the loader finds its dependencies only if they are loaded already.
        foreach (string dependency in (string[])["libc10.so", "libtorch_cpu.so", "libtorch.so"])
        {
            if (NativeFolders.Find(dependency) is { } path)
            {
                NativeLibrary.TryLoad(path, out _);
            }
        }
        try
        {
            byte[] image = File.ReadAllBytes(original);
            return ElfVersionNeeds.MarkWeak(image, CxxLibrary, CxxVersion) ? LoadCopy(image, original) : None;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new MarkedLibrary(0, new(
                ErrorKind.Unavailable, original, $"it requires {CxxVersion} and could not be copied and marked ({error.Message})",
                "set TMPDIR to a folder that can be written, or use a system whose libstdc++ is that of GCC 13 or newer"));
        }
    }

    /// <summary>Loads a library by its path; returns null, or the loader's reason in one line.</summary>
    public static string? TryLoad(string path, out nint handle)
    {
        handle = 0;
        try
        {
            handle = NativeLibrary.Load(path);
            return null;
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            // The first line of the message is general advice, the second is the loader's reason.
            string[] lines = error.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return lines.Length > 1 ? lines[1] : lines[0];
        }
    }

    private static MarkedLibrary LoadCopy(byte[] image, string original)
    {
        // A new folder that only this user may enter; the loaded copy does not need its file.
        DirectoryInfo folder = Directory.CreateTempSubdirectory("saccade-");
        try
        {
            string copy = Path.Combine(folder.FullName, FileName);
            File.WriteAllBytes(copy, image);
            return TryLoad(copy, out nint handle) is { } reason
                ? new MarkedLibrary(0, new(
                    ErrorKind.Unavailable, original, $"it could not be loaded as a marked copy ({reason})",
                    $"if programs may not run from {folder.Parent?.FullName}, set TMPDIR to a folder where they may"))
                : new MarkedLibrary(handle, null);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
