using System.Text.Json;
using System.Text.Json.Serialization;
using Saccade.Checkpoints;
using Saccade.Evaluation;

namespace Saccade.Experiments.Runs;

/// <summary>What a run's model was found to be worth on the test images: <c>test.json</c> in the run's folder.</summary>
/// <param name="Epochs">How many epochs the run had when its model was tested.</param>
/// <param name="Hardware">The machine, in one line.</param>
/// <param name="Result">What it named rightly; null if it plays a game.</param>
/// <param name="Game">How it played; null if it names images.</param>
internal sealed record TestRecord(int Epochs, string Hardware, EvaluationResult? Result, GameTest? Game = null)
{
    private const string Name = "test.json";
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true, RespectNullableAnnotations = true };

    /// <summary>What was named wrongly, or missed in a game, in percent.</summary>
    [JsonIgnore]
    public double ErrorPercent => Game is null ? Result!.ErrorPercent : 100 - Game.Player.CaughtPercent;

    /// <summary>The record of the run as it stands; null if there is none, it is damaged, or the run has been trained further since.</summary>
    public static TestRecord? Read(RunFolder run, int epochs)
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

    public void Write(RunFolder run) => AtomicFile.WriteText(run.In(Name), JsonSerializer.Serialize(this, s_json) + "\n");
}
