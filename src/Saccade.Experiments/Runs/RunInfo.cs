using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Saccade.Cpu;
using Saccade.Experiments.Engines;
using Saccade.Experiments.Machine;

namespace Saccade.Experiments.Runs;

/// <summary>The circumstances in which a run began: <c>run.json</c>.</summary>
public sealed record RunInfo
{
    /// <summary>The seed from which all randomness comes.</summary>
    public required long Seed { get; init; }

    /// <summary>How many threads compute; the same number is needed for the same bits.</summary>
    public required int Threads { get; init => field = RequireThreads(value, "threads"); }

    /// <summary>The number of threads with which it was last resumed, if another; else null.</summary>
    public int? LaterThreads { get; init => field = value is int threads ? RequireThreads(threads, "laterThreads") : null; }

    /// <summary>How many processes train together, each with <see cref="Threads"/>; 1 but for MPI.</summary>
    public int Processes { get; init => field = Require.Between(value, 1, 1_000_000, "processes"); } = 1;

    /// <summary>The engine; the same bits need the same engine. Torch in files of earlier versions.</summary>
    public EngineKind Engine { get; init; } = EngineKind.Torch;

    /// <summary>Where it computes.</summary>
    public ComputeDevice Device { get; init; }

    /// <summary>When the run began, in UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The version of Saccade.</summary>
    public required string Saccade { get; init; }

    /// <summary>The version of .NET.</summary>
    public required string DotNet { get; init; }

    /// <summary>The version of TorchSharp; null if the program was built without the Torch engine.</summary>
    public required string? TorchSharp { get; init; }

    /// <summary>The commit that the program was built from, without changes not yet committed; null if unknown.</summary>
    public required string? Commit { get; init; }

    /// <summary>The operating system; by default this machine's.</summary>
    public string System { get; init; } = RuntimeInformation.OSDescription;

    /// <summary>How many processors there are; by default on this machine.</summary>
    public int Processors { get; init; } = Environment.ProcessorCount;

    /// <summary>Bits of the processor's vectors; the same bits of a run need the same number. Null in files of earlier versions.</summary>
    public int? VectorBits { get; init; }

    /// <summary>The models whose weights it began with, in the order of <c>--init</c>; null if all began at random.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<InitialModel>? InitialModels { get; init; }

    /// <summary>The one such model in files of earlier versions.</summary>
    public InitialModel Initial { init => InitialModels = [value]; }

    /// <summary>The names of the classes of pictures, in the order of their numbers; null for other tasks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>The pictures that it learns from; null for other tasks and in files of earlier versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TrainedPictures? Pictures { get; init; }

    /// <summary>The version of this program.</summary>
    internal static string ThisVersion { get; } = SystemReport.VersionOf(typeof(Trainer).Assembly);

    /// <summary>A run that begins now on this machine.</summary>
    internal static RunInfo Of(Recipe recipe, TrainingSettings settings, DateTimeOffset now) => new()
    {
        Seed = settings.Seed,
        // mpirun gives each process a core.
        Threads = settings.Threads ?? (settings.Processes is null ? Environment.ProcessorCount : 1),
        Processes = settings.Processes?.Count ?? 1,
        Engine = settings.Engine ?? EngineFactory.KindFor(recipe.Model, settings.Device),
        Device = settings.Device,
        StartedAt = now,
        Saccade = ThisVersion,
        DotNet = RuntimeInformation.FrameworkDescription,
        TorchSharp = EngineFactory.Torch?.Version,
        VectorBits = Processor.VectorBits,
        // The build writes it behind the version.
        Commit = ThisVersion.Split('+') is [_, string commit] ? commit : null,
    };

    /// <summary>A warning if there are more threads than cores.</summary>
    internal IEnumerable<string> WarningsOfThreads()
    {
        if (Threads > Environment.ProcessorCount)
        {
            yield return $"--threads is {Threads} and this machine has {Environment.ProcessorCount} cores; "
                + "more threads than that only wait for each other.";
        }
    }

    /// <summary>Warnings of what makes a run that continues here differ from one that never stopped.</summary>
    /// <param name="threads">The threads it continues with; null for those it began with.</param>
    /// <param name="processes">The processes it continues with.</param>
    internal IEnumerable<string> WarningsOfResume(int? threads, int processes = 1)
    {
        if (processes != Processes)
        {
            yield return $"The run was started with {Processes} {(Processes == 1 ? "process" : "processes")} of {Threads} threads; "
                + $"with {processes} it continues, but not bit for bit.";
        }
        if (threads is int now && now != Threads)
        {
            yield return $"The run was started with --threads {Threads}; with {now} it continues, but not bit for bit.";
        }
        if (VectorBits is int bits && bits != Processor.VectorBits)
        {
            yield return $"The run began on a processor with vectors of {bits} bits; "
                + $"with {Processor.VectorBits} it continues, but not bit for bit.";
        }
        if (ThisVersion != Saccade)
        {
            yield return $"The run began with Saccade {Saccade}; with {ThisVersion} it continues, but perhaps not bit for bit.";
        }
    }

    internal void Write(string path) => JsonFile.Write(path, this);

    internal static RunInfo Read(string path) =>
        JsonFile.Read<RunInfo>(path, "bring it back, or give the model.safetensors beside it where a model will do");

    private static int RequireThreads(int threads, string key) => Require.Between(threads, 1, 1024, key);
}
