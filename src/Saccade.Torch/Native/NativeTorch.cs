using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Saccade.Torch.Native;

/// <summary>
/// Loads TorchSharp's native libraries, also on systems whose C++ library is too old for a direct load (before GCC 13: Debian 12,
/// Ubuntu 22.04, RHEL 9). Saccade's types need no call: this assembly registers a resolver when it is loaded. A program that uses
/// TorchSharp before any type of Saccade calls <see cref="Load()"/> first.
/// </summary>
public static partial class NativeTorch
{
    /// <summary>The version of libtorch that this TorchSharp was built for.</summary>
    internal const string LibTorchVersion = "2.10.0";

    private const string Library = "LibTorchSharp";

    private static readonly Lazy<MarkedLibrary> Copy = new(MarkedLibrary.Load);
    private static readonly Lazy<bool> Loaded = new(LoadOnce);

    /// <summary>Whether the library had to be loaded as a marked copy.</summary>
    internal static bool UsesMarkedCopy => Copy.IsValueCreated && Copy.Value.Handle != 0;

    /// <summary>Loads the native libraries unless they are loaded. Thread-safe.</summary>
    /// <exception cref="SaccadeException">A library is missing or cannot be loaded; the error names the remedy.</exception>
    public static void Load() => _ = Loaded.Value;

    /// <summary>Loads the native libraries and returns the device to allocate tensors on.</summary>
    /// <exception cref="SaccadeException">The device is unavailable.</exception>
    internal static torch.Device Load(ComputeDevice device)
    {
        Load();
        if (device != ComputeDevice.Cuda)
        {
            return torch.CPU;
        }
        if (!torch.cuda.is_available())
        {
            throw new SaccadeException(new(
                ErrorKind.Unavailable, Key: "device", Value: "cuda",
                Detail: "it needs an NVIDIA driver and libtorch's CUDA build (docs/engines.md)",
                Remedy: "leave --device out to compute on the processor"));
        }
        // TF32 would round the factors of convolutions to ten bits.
        torch.backends.cudnn.allow_tf32 = false;
        return torch.CUDA;
    }

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Only registers a resolver, which every use of TorchSharp in this assembly needs.")]
    internal static void Register()
    {
        // Raised only when the usual search has failed.
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(typeof(NativeTorch).Assembly) ?? AssemblyLoadContext.Default;
        context.ResolvingUnmanagedDll += static (_, name) => name == Library ? Copy.Value.Handle : 0;
    }

    private static bool LoadOnce()
    {
        LimitSpinning();
        // TorchSharp's own order. If TorchSharp were the first to miss a library, it would write a page of text to the output and
        // copy packages into the program's folder.
        Assembly assembly = typeof(torch).Assembly;
        NativeLibrary.TryLoad("torch_cpu", assembly, null, out _);
        if (NativeLibrary.TryLoad(Library, assembly, null, out _) || Copy.Value.Handle != 0)
        {
            return true;
        }
        throw new SaccadeException(Failure());
    }

    /// <summary>
    /// Threads of libgomp wait for each other by spinning, by default for very long: with another program on the same cores training
    /// would run at a tenth of its speed. libgomp reads the environment of the C library, not .NET's.
    /// </summary>
    private static void LimitSpinning()
    {
        const string spinCount = "GOMP_SPINCOUNT";
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable(spinCount) is null
            && Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
        {
            _ = SetEnvironment(spinCount, "1000", 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    private static ErrorData Failure()
    {
        (string prefix, string suffix) = OperatingSystem.IsWindows() ? ("", ".dll")
            : OperatingSystem.IsMacOS() ? ("lib", ".dylib") : ("lib", ".so");
        string platform = NativeFolders.Platform;
        if (platform is not ("linux-x64" or "win-x64" or "win-arm64" or "osx-arm64"))
        {
            return new(
                ErrorKind.Unavailable, Key: "platform", Value: platform, Allowed: "linux-x64, win-x64, win-arm64 or osx-arm64",
                Detail: "TorchSharp has native libraries for these alone");
        }
        string searched = $"it is in none of {string.Join(", ", NativeFolders.All)}";
        if (NativeFolders.Find($"{prefix}torch_cpu{suffix}") is null)
        {
            return new(
                ErrorKind.Missing, Key: $"{prefix}torch_cpu{suffix}", Detail: searched,
                Remedy: $"add the package libtorch-cpu-{platform} {LibTorchVersion} to the program's project, or set LD_LIBRARY_PATH "
                    + "to the folders of an installed libtorch (docs/engines.md, On a GPU)");
        }
        if (NativeFolders.Find($"{prefix}{Library}{suffix}") is not { } file)
        {
            return new(
                ErrorKind.Missing, Key: $"{prefix}{Library}{suffix}", Detail: searched,
                Remedy: $"build or publish the program for {platform}, so that TorchSharp's native files are copied");
        }
        return Copy.Value.Failure ?? new(
            ErrorKind.Unavailable, Path: file,
            Detail: $"it does not load ({MarkedLibrary.TryLoad(file, out _)}): its system libraries are missing or too old");
    }
}
