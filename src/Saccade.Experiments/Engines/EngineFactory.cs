using Saccade.Checkpoints;
using Saccade.Cpu;
using Saccade.Random;

namespace Saccade.Experiments.Engines;

/// <summary>Creates engines: the CPU engine, or on request the Torch engine.</summary>
public static class EngineFactory
{
    /// <summary>The command that builds the program with the Torch engine.</summary>
    internal const string BuildWithTorch = "dotnet build -c Release -p:Torch=true src/Saccade.Cli";

    /// <summary>The Torch engine; null if the program was built without it.</summary>
    // A type named by a constant string survives trimming.
    internal static IEngineProvider? Torch { get; } =
        Type.GetType("Saccade.Torch.TorchEngineProvider, Saccade.Torch") is Type type
            ? (IEngineProvider)Activator.CreateInstance(type)!
            : null;

    /// <summary>The kind of engine that a model gets if none is asked for: for a GPU or a custom core the Torch engine.</summary>
    public static EngineKind KindFor(ModelOptions model, ComputeDevice device = ComputeDevice.Cpu)
    {
        ArgumentNullException.ThrowIfNull(model);
        return device == ComputeDevice.Cpu && !model.HasCustomCore ? EngineKind.Cpu : EngineKind.Torch;
    }

    /// <summary>The engine of a name in lower case; null if there is none. Earlier versions called the CPU engine <c>fast</c>.</summary>
    public static EngineKind? KindOf(string? name) => name switch
    {
        "cpu" or "fast" => EngineKind.Cpu,
        "torch" => EngineKind.Torch,
        _ => null,
    };

    /// <summary>An engine that trains a new model; both kinds start with the same weights.</summary>
    /// <param name="model">The model; a baseline classifier states the size of its images.</param>
    /// <param name="training">Loss and optimiser.</param>
    /// <param name="key">The key of the initial weights.</param>
    /// <param name="threads">The number of threads; TorchSharp uses it for the whole process.</param>
    /// <param name="kind">The kind of engine; null for <see cref="KindFor"/>.</param>
    /// <param name="device">The device.</param>
    /// <param name="processes">The processes that train the model together, with the CPU engine; null for one process.</param>
    /// <exception cref="OptionException">The engine asked for does not cover the model, the device or several processes.</exception>
    public static IEngine Create(
        ModelOptions model, TrainingOptions training, RandomKey key, int threads, EngineKind? kind = null,
        ComputeDevice device = ComputeDevice.Cpu, IProcessGroup? processes = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Check();
        return Create(model, training, NetworkPlan.Create(model).InitialWeights(key), threads, kind, device, processes);
    }

    /// <summary>An engine that holds a trained model.</summary>
    /// <param name="file">The model.</param>
    /// <param name="threads">The number of threads; TorchSharp uses it for the whole process.</param>
    /// <param name="kind">The kind of engine; null for <see cref="KindFor"/>.</param>
    /// <param name="device">The device.</param>
    /// <exception cref="SaccadeException">The file's weights are not those of its options.</exception>
    public static IEngine Load(ModelFile file, int threads, EngineKind? kind = null, ComputeDevice device = ComputeDevice.Cpu)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Create(file.Model, new TrainingOptions(), file.Weights, threads, kind, device);
    }

    /// <exception cref="OptionException">The program was built without the Torch engine.</exception>
    internal static IEngineProvider RequireBuiltIn(
        IEngineProvider? torch, ComputeDevice device = ComputeDevice.Cpu, bool customCore = false)
    {
        if (torch is not null)
        {
            return torch;
        }
        if (customCore)
        {
            throw new OptionException(new(
                ErrorKind.Unavailable, Key: "model.core", Value: CoreKind.Extension,
                Detail: "a custom core needs the Torch engine, without which the program was built",
                Remedy: $"build it with '{BuildWithTorch}'"));
        }
        throw new OptionException(device == ComputeDevice.Cuda
            ? new(
                ErrorKind.Unavailable, Key: "device", Value: "cuda",
                Detail: "a GPU needs the Torch engine, without which the program was built",
                Remedy: $"build it with '{BuildWithTorch}', or leave out --device")
            : new(
                ErrorKind.Unavailable, Key: "engine", Value: "torch",
                Detail: "the program was built without this engine",
                Remedy: $"build it with '{BuildWithTorch}', or leave out --engine"));
    }

    private static IEngine Create(
        ModelOptions model, TrainingOptions training, IReadOnlyList<NamedTensor> weights, int threads, EngineKind? kind,
        ComputeDevice device, IProcessGroup? processes = null)
    {
        if ((kind ?? KindFor(model, device)) == EngineKind.Torch)
        {
            if (processes?.Count > 1)
            {
                throw new OptionException(new(
                    ErrorKind.Mismatch, Key: "engine", Value: "torch", Allowed: "cpu",
                    Detail: "only the CPU engine computes a part of a batch", Remedy: "or start it without mpirun"));
            }
            return RequireBuiltIn(Torch, device, model.HasCustomCore).Create(model, training, weights, threads, device);
        }
        return device == ComputeDevice.Cpu
            ? new CpuEngine(model, training, weights, threads, processes)
            : throw new OptionException(new(
                ErrorKind.Mismatch, Key: "device", Value: "cuda",
                Detail: "the CPU engine computes on the processor", Remedy: "leave out --engine cpu or --device"));
    }
}
