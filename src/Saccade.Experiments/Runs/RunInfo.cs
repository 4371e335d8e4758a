using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Saccade.Checkpoints;
using Saccade.Learning;
using Saccade.Runtime;

namespace Saccade.Experiments.Runs;

/// <summary>Under what circumstances a run began: <c>run.json</c>.</summary>
public sealed record RunInfo
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        // The file is read by people and never put into a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The seed from which all randomness comes.</summary>
    public required long Seed { get; init; }

    /// <summary>How many threads compute; the same number is needed for the same bits.</summary>
    public required int Threads { get; init => field = RequireThreads(value, "threads"); }

    /// <summary>The other number of threads with which it went on last; null if there was none.</summary>
    public int? LaterThreads { get; init => field = value is int threads ? RequireThreads(threads, "laterThreads") : null; }

    /// <summary>What does the arithmetic; the same engine is needed for the same bits. TorchSharp for runs from before there was a choice.</summary>
    public EngineKind Engine { get; init; } = EngineKind.Torch;

    /// <summary>Where it computes.</summary>
    public ComputeDevice Device { get; init; }

    /// <summary>When the run began, in UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The version of Saccade.</summary>
    public required string Saccade { get; init; }

    /// <summary>The version of .NET.</summary>
    public required string DotNet { get; init; }

    /// <summary>The version of TorchSharp.</summary>
    public required string TorchSharp { get; init; }

    /// <summary>The commit that the program was built from, without changes not yet committed; null when unknown.</summary>
    public required string? Commit { get; init; }

    /// <summary>The operating system; by default this machine's.</summary>
    public string System { get; init; } = RuntimeInformation.OSDescription;

    /// <summary>How many processors there are; by default on this machine.</summary>
    public int Processors { get; init; } = Environment.ProcessorCount;

    /// <summary>How many bits the processor's vectors have; the same are needed for the same bits. Null for runs from before it was noted.</summary>
    public int? VectorBits { get; init; }

    internal void Write(string path) => AtomicFile.WriteText(path, JsonSerializer.Serialize(this, s_json) + "\n");

    internal static RunInfo Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<RunInfo>(DurableFile.Read(path), s_json) ?? throw new JsonException("it holds null.");
        }
        catch (JsonException e)
        {
            string key = e.Path is { Length: > 1 } ? $" at {e.Path}" : "";
            string place = e.LineNumber is long line ? FormattableString.Invariant($", in line {line + 1}{key}") : "";
            throw new SaccadeException($"{path} is damaged{place}; bring it back, or give the model.safetensors beside it where a model will do.", e);
        }
        catch (OptionException e)
        {
            throw new SaccadeException($"{path} is damaged: {e.Message}", e);
        }
    }

    private static int RequireThreads(int threads, string key) => Require.Between(threads, 1, 1024, key);
}
