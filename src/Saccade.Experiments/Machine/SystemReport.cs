using System.Reflection;
using System.Runtime.InteropServices;
using Saccade.Cpu;
using Saccade.Experiments.Distributed;
using Saccade.Experiments.Engines;

namespace Saccade.Experiments.Machine;

/// <summary>What this machine and program consist of, as far as speed and results depend on it.</summary>
/// <param name="Facts">The lines of the report, in the order in which to print them.</param>
public sealed record SystemReport(IReadOnlyList<SystemFact> Facts)
{
    private const int CommitDigits = 12;

    /// <summary>Whether everything needed to compute was found.</summary>
    public bool IsSound => Facts.All(fact => fact.Problem is null);

    /// <summary>
    /// Inspects the machine and loads the native libraries of the Torch engine where it is built in. Never throws for a missing
    /// library: its fact then has a <see cref="SystemFact.Problem"/> with the remedy.
    /// </summary>
    public static SystemReport Gather() => Gather(EngineFactory.Torch);

    /// <summary>The report of a program with this Torch engine, or with none.</summary>
    internal static SystemReport Gather(IEngineProvider? torch) => new([.. Machine(), .. Torch(torch)]);

    private static IEnumerable<SystemFact> Machine()
    {
        double memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30);
        yield return new("Operating system", RuntimeInformation.OSDescription);
        yield return new("Architecture", RuntimeInformation.RuntimeIdentifier);
        yield return new("Processor", Processor.Name);
        yield return new("Vector instructions", Processor.Features);
        yield return new("Cores", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
        yield return new("Memory", memory.ToString("F1", CultureInfo.InvariantCulture) + " GiB");
        yield return new("MPI", MpiProcesses.FindVersion() ?? "no Open MPI; only a training by mpirun needs it");
        yield return new(".NET", RuntimeInformation.FrameworkDescription);
        string[] version = VersionOf(typeof(SystemReport).Assembly).Split('+', 2);
        yield return new("Saccade", version is [string number, string commit]
            ? $"{number}, commit {ShortCommit(commit)}"
            : version[0]);
    }

    private static IEnumerable<SystemFact> Torch(IEngineProvider? torch)
    {
        if (torch is null)
        {
            return [new("Torch engine", $"not built in ('{EngineFactory.BuildWithTorch}' adds it)")];
        }
        SystemFact version = new("TorchSharp", torch.Version);
        try
        {
            return [version, .. torch.Inspect().Select(fact => new SystemFact(fact.Name, fact.Value))];
        }
        catch (SaccadeException e)
        {
            return [version, new("libtorch", "not loaded", e.Message)];
        }
    }

    /// <summary>The first digits of a commit.</summary>
    internal static string ShortCommit(string commit) => commit[..Math.Min(CommitDigits, commit.Length)];

    /// <summary>An assembly's version, with the commit it was built from behind a plus sign where the build knows it.</summary>
    public static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
