using System.Text.Json;
using System.Text.Json.Serialization;
using Saccade.Checkpoints;
using Saccade.Evaluation;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Experiments.Runs;

/// <summary>What a run's model was found to be worth on the test images: <c>test.json</c> in the run's folder.</summary>
/// <param name="Epochs">How many epochs the run had when its model was tested.</param>
/// <param name="Hardware">The machine, in one line.</param>
/// <param name="Result">What it named rightly; null if it plays a game.</param>
/// <param name="Game">How it played; null if it names images.</param>
public sealed record TestRecord(int Epochs, string Hardware, EvaluationResult? Result, GameTest? Game = null)
{
    private const string Name = "test.json";
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>What was named wrongly, or missed in a game, in percent.</summary>
    [JsonIgnore]
    public double ErrorPercent => Game is null ? Result!.ErrorPercent : 100 - Game.Player.CaughtPercent;

    /// <summary>
    /// Keeps what the test of a finished run found, for pages and shipping: of the model as it was trained, with the mean policy
    /// and seed 0. What other evaluations found is not kept, nor what one of fewer rollouts did after one of more.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="options">How its model was evaluated on the recipe's test images.</param>
    /// <param name="result">What was found.</param>
    /// <exception cref="SaccadeException">The run's figures cannot be read, or its folder not be written.</exception>
    public static void Keep(RunFolder run, EvaluationOptions options, EvaluationResult result)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(result);
        RunProgress progress = RunProgress.Of(run);
        bool asTrained = options is { Policy: PolicyMode.Mean, Seed: 0 } && (options.Glimpses ?? run.Recipe.Model.Glimpses) == run.Recipe.Model.Glimpses;
        if (asTrained && progress.Finished && !(Read(run, progress.Epochs)?.Result?.Rollouts >= result.Rollouts))
        {
            new TestRecord(progress.Epochs, ThisMachine(), result).Write(run);
        }
    }

    /// <summary>The record of the run as it stands; null if there is none, it is damaged, or the run has been trained further since.</summary>
    internal static TestRecord? Read(RunFolder run, int epochs)
    {
        string path = run.In(Name);
        if (!File.Exists(path))
        {
            return null;
        }
        try
        {
            TestRecord? record = JsonSerializer.Deserialize<TestRecord>(DurableFile.Read(path), s_json);
            return record?.Epochs == epochs && (record.Result is null) != (record.Game is null) ? record : null;
        }
        catch (JsonException)
        {
            // Testing again costs seconds and gives the same.
            return null;
        }
    }

    internal void Write(RunFolder run) => AtomicFile.WriteText(run.In(Name), JsonSerializer.Serialize(this, s_json) + "\n");

    /// <summary>Machine and software of this process, in one line.</summary>
    internal static string ThisMachine()
    {
        Dictionary<string, string> facts = SystemReport.Gather().Facts.ToDictionary(fact => fact.Name, fact => fact.Value);
        return $"{facts["Processor"]} ({facts["Cores"]} cores, {facts["Memory"]}), {facts["Operating system"]}, {facts[".NET"]}, libtorch {facts["libtorch"]}";
    }
}
