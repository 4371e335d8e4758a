using System.Runtime.InteropServices;

namespace Saccade.Torch.Native;

/// <summary>The folders of native libraries: the program's own, its <c>runtimes</c>, and those that the host names.</summary>
internal static class NativeFolders
{
    /// <summary>The platform's name in package folders, such as <c>linux-x64</c>.</summary>
    public static string Platform { get; } =
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>The folders in the order in which they are searched; a single-file program's unpacked files are in the last.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. new[] { AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, "runtimes", Platform, "native") }
            .Concat((AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "")
                .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            .Select(Path.TrimEndingDirectorySeparator)
            .Distinct(),
    ];

    /// <summary>The first file of this name, or null.</summary>
    public static string? Find(string fileName) => All.Select(folder => Path.Combine(folder, fileName)).FirstOrDefault(File.Exists);
}
