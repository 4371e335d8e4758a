using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;

namespace Saccade.Runtime;

/// <summary>What this machine and program consist of, as far as speed and results depend on it.</summary>
/// <param name="Facts">The lines of the report, in the order in which to print them.</param>
public sealed record SystemReport(IReadOnlyList<SystemFact> Facts)
{
    /// <summary>Whether everything needed to compute was found.</summary>
    public bool IsSound => Facts.All(fact => fact.Problem is null);

    /// <summary>
    /// Looks at the machine and loads the native libraries. Never throws for what is missing: the line that it
    /// belongs to then bears a <see cref="SystemFact.Problem"/> with the remedy.
    /// </summary>
    public static SystemReport Gather() => new([.. Machine(), .. Torch()]);

    private static IEnumerable<SystemFact> Machine()
    {
        double memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30);
        yield return new("Operating system", RuntimeInformation.OSDescription);
        yield return new("Architecture", NativeFolders.Platform);
        yield return new("Processor", Processor.Name);
        yield return new("Vector instructions", Processor.Features);
        yield return new("Cores", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
        yield return new("Memory", memory.ToString("F1", CultureInfo.InvariantCulture) + " GiB");
        yield return new(".NET", RuntimeInformation.FrameworkDescription);
        yield return new("Saccade", VersionOf(typeof(SystemReport).Assembly));
        yield return new("TorchSharp", VersionOf(typeof(torch).Assembly));
    }

    private static IEnumerable<SystemFact> Torch()
    {
        SaccadeException? failure = null;
        try
        {
            NativeTorch.Load();
        }
        catch (SaccadeException error)
        {
            failure = error;
        }
        if (failure is not null)
        {
            yield return new("libtorch", "not loaded", failure.Message);
            yield break;
        }
        yield return new("libtorch", torch.__version__);
        yield return new("Native loading", NativeTorch.UsesMarkedCopy
            ? "a marked copy, because the system's libstdc++ is older than GCC 13"
            : "direct");
        yield return new("BLAS", BlasName());
        yield return new("Torch threads", torch.get_num_threads().ToString(CultureInfo.InvariantCulture));
        yield return new("Device", torch.cuda.is_available() ? $"CUDA ({torch.cuda.device_count()})" : "CPU");
    }

    /// <summary>An assembly's version, with the commit it was built from behind a plus sign where the build knows it.</summary>
    public static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>libtorch has its matrix products linked in; MKL answers by its own entry point, others have no name.</summary>
    private static unsafe string BlasName()
    {
        const int capacity = 256;
        if (!NativeLibrary.TryLoad("torch_cpu", typeof(torch).Assembly, null, out nint library) ||
            !NativeLibrary.TryGetExport(library, "MKL_Get_Version_String", out nint entry))
        {
            return "built into libtorch";
        }
        byte* text = stackalloc byte[capacity];
        ((delegate* unmanaged<byte*, int, void>)entry)(text, capacity);
        string name = Encoding.ASCII.GetString(text, capacity);
        return name[..Math.Max(0, name.IndexOf('\0'))].Trim();
    }
}
