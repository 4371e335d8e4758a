using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace Saccade.Runtime;

/// <summary>
/// Brings TorchSharp's native libraries into the process, also on systems whose C++ library is too old for a direct
/// load (before GCC 13: Debian 12, Ubuntu 22.04, RHEL 9). Saccade's own types need no call: the first of them to be
/// used registers the remedy, which then works when TorchSharp asks for its library. A program that uses TorchSharp
/// before anything of Saccade calls <see cref="Load"/> first.
/// </summary>
public static partial class NativeTorch
{
    /// <summary>The version of libtorch that this TorchSharp was built for.</summary>
    internal const string LibTorchVersion = "2.10.0";

    private const string Library = "LibTorchSharp";

    private static readonly Lazy<MarkedLibrary> Copy = new(MarkedLibrary.Load);
    private static readonly Lazy<bool> Loaded = new(LoadOnce);

    /// <summary>Whether the library could only be loaded as a marked copy.</summary>
    internal static bool UsesMarkedCopy => Copy.IsValueCreated && Copy.Value.Handle != 0;

    /// <summary>Loads the native libraries if they are not loaded yet. May be called often and from any thread.</summary>
    /// <exception cref="SaccadeException">Something is missing; the message says what, and the remedy.</exception>
    public static void Load() => _ = Loaded.Value;

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Only registers the remedy, so that no user of TorchSharp in this assembly can forget it.")]
    internal static void Register()
    {
        // Raised when the usual search failed, so wherever direct loading works nothing happens here.
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(typeof(NativeTorch).Assembly) ?? AssemblyLoadContext.Default;
        context.ResolvingUnmanagedDll += static (_, name) => name == Library ? Copy.Value.Handle : 0;
    }

    private static bool LoadOnce()
    {
        LimitSpinning();
        // The order in which TorchSharp itself loads. It must not be the first to find something missing: it would
        // write a page of text to the output and copy packages into the program's folder.
        Assembly assembly = typeof(torch).Assembly;
        NativeLibrary.TryLoad("torch_cpu", assembly, null, out _);
        if (NativeLibrary.TryLoad(Library, assembly, null, out _) || Copy.Value.Handle != 0)
        {
            return true;
        }
        throw new SaccadeException(Failure());
    }

    /// <summary>
    /// libgomp's threads wait for each other by spinning, for very long by default: with another program busy on the
    /// same cores, training then runs at a tenth of its speed. The environment of the C library counts, not .NET's.
    /// </summary>
    private static void LimitSpinning()
    {
        const string spinCount = "GOMP_SPINCOUNT";
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable(spinCount) is null && Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
        {
            _ = SetEnvironment(spinCount, "1000", 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    private static string Failure()
    {
        (string prefix, string suffix) = OperatingSystem.IsWindows() ? ("", ".dll") : OperatingSystem.IsMacOS() ? ("lib", ".dylib") : ("lib", ".so");
        string platform = NativeFolders.Platform;
        if (platform is not ("linux-x64" or "win-x64" or "win-arm64" or "osx-arm64"))
        {
            return $"TorchSharp has no native library for {platform}; it runs on linux-x64, win-x64, win-arm64 and osx-arm64.";
        }
        string searched = string.Join(", ", NativeFolders.All);
        if (NativeFolders.Find($"{prefix}torch_cpu{suffix}") is null)
        {
            return $"{prefix}torch_cpu{suffix} was not found in {searched}; add the package libtorch-cpu-{platform} {LibTorchVersion} to the program's project, or, for a build without one, have LD_LIBRARY_PATH name the folders of an installed libtorch (docs/engines.md, On a GPU).";
        }
        if (NativeFolders.Find($"{prefix}{Library}{suffix}") is not { } file)
        {
            return $"{prefix}{Library}{suffix} was not found in {searched}; build or publish the program for {platform}, so that TorchSharp's native files are copied.";
        }
        return Copy.Value.Failure ?? $"{file} does not load: {MarkedLibrary.TryLoad(file, out _)}; its system libraries are missing or too old.";
    }
}
