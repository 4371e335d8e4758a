using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Saccade.Torch.Native;

namespace Saccade.Torch;

/// <summary>Creates Torch engines for programs without a reference to this assembly, which find this type by name.</summary>
public sealed class TorchEngineProvider : IEngineProvider
{
    /// <summary>The version of TorchSharp.</summary>
    public string Version { get; } =
        typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <inheritdoc/>
    public IEngine Create(
        ModelOptions model, TrainingOptions training, IReadOnlyList<NamedTensor> weights, int threads, ComputeDevice device)
    {
        TorchEngine.UseThreads(threads);
        return new TorchEngine(model, training, weights, device);
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, string Value)> Inspect()
    {
        NativeTorch.Load();
        return
        [
            ("libtorch", torch.__version__),
            ("Native loading",
                NativeTorch.UsesMarkedCopy ? "a marked copy, because the system's libstdc++ is older than GCC 13" : "direct"),
            ("BLAS", BlasName()),
            ("Torch threads", torch.get_num_threads().ToString(CultureInfo.InvariantCulture)),
            ("Device", torch.cuda.is_available() ? $"CUDA ({torch.cuda.device_count()})" : "CPU"),
        ];
    }

    /// <summary>libtorch links its BLAS statically. MKL has an entry point for its version; others have none.</summary>
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
