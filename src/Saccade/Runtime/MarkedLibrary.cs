using System.Runtime.InteropServices;

namespace Saccade.Runtime;

/// <summary>
/// TorchSharp's library for Linux, loaded as a copy that no longer insists on the symbol version GLIBCXX_3.4.32, which
/// libstdc++ has only since GCC 13. That version holds a single symbol, a marker that the header iostream leaves
/// behind and that no code refers to, so the library misses nothing without it.
/// </summary>
/// <param name="Handle">The loaded copy, or 0.</param>
/// <param name="Failure">Why a copy that was needed could not be loaded, in one line.</param>
internal sealed record MarkedLibrary(nint Handle, string? Failure)
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
        // The copy lies elsewhere, so the loader finds these only because they are already in the process.
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
            return new MarkedLibrary(0, $"{original} asks for {CxxVersion} and could not be copied and marked ({error.Message}); set TMPDIR to a folder that can be written, or use a system whose libstdc++ is that of GCC 13 or newer.");
        }
    }

    /// <summary>Loads a library by its path.</summary>
    /// <returns>Null, or the loader's reason in one line.</returns>
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
            // The first line of the runtime's message is general advice, the next is what the loader said.
            string[] lines = error.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return lines.Length > 1 ? lines[1] : lines[0];
        }
    }

    private static MarkedLibrary LoadCopy(byte[] image, string original)
    {
        // A folder of its own that only this user may enter; the loaded copy lives on without its file.
        DirectoryInfo folder = Directory.CreateTempSubdirectory("saccade-");
        try
        {
            string copy = Path.Combine(folder.FullName, FileName);
            File.WriteAllBytes(copy, image);
            return TryLoad(copy, out nint handle) is { } reason
                ? new MarkedLibrary(0, $"{original} could not be loaded as a marked copy: {reason}; if programs may not run from {folder.Parent?.FullName}, set TMPDIR to a folder where they may.")
                : new MarkedLibrary(handle, null);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
