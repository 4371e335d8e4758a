using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Saccade.Checkpoints;
using Saccade.Runtime;

namespace Saccade.Learning;

/// <summary>
/// A run put aside: weights, the optimiser's memory and where the run stands. Random streams need no room, since
/// they follow from the seed and the step.
/// </summary>
public static class TrainingCheckpoint
{
    private const string FormatName = "format";
    private const string Format = "saccade-checkpoint-1";
    private const string StateName = "state";
    private const string RunName = "run";
    private const string WeightsPrefix = "model/";
    private const string OptimiserPrefix = "optimiser/";

    private static readonly JsonSerializerOptions Json = new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver(), RespectNullableAnnotations = true };

    /// <summary>Everything that the trainer needs to go on.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="run">Names the run, so that no other takes the checkpoint up.</param>
    public static TensorFile Save(Trainer trainer, string run = "")
    {
        ArgumentNullException.ThrowIfNull(trainer);
        return new(
            [.. Prefixed(WeightsPrefix, trainer.Engine.SaveWeights()), .. Prefixed(OptimiserPrefix, trainer.Engine.SaveOptimiser())],
            new Dictionary<string, string> { [FormatName] = Format, [StateName] = JsonSerializer.Serialize(trainer.State, Json), [RunName] = run });
    }

    /// <summary>Sets a trainer, made with the options and key of the run that was put aside, to where it stood.</summary>
    /// <exception cref="SaccadeException">The file is no checkpoint, or one of a run with other options.</exception>
    /// <param name="trainer">The trainer.</param>
    /// <param name="checkpoint">What <see cref="Save"/> gave.</param>
    /// <param name="run">The name that it was given.</param>
    public static void Restore(Trainer trainer, TensorFile checkpoint, string run = "")
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (checkpoint.Metadata.GetValueOrDefault(FormatName) != Format || !checkpoint.Metadata.TryGetValue(StateName, out string? text))
        {
            throw new SaccadeException($"The file is no checkpoint of a training (expected format '{Format}').");
        }
        if (checkpoint.Metadata.GetValueOrDefault(RunName) != run)
        {
            throw new SaccadeException("The checkpoint belongs to a run with another recipe or seed; restore the run folder's recipe.toml and run.json, or begin a new run.");
        }
        TrainingState state;
        try
        {
            state = JsonSerializer.Deserialize<TrainingState>(text, Json) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new SaccadeException($"The checkpoint's state can't be read: {e.Message}", e);
        }
        if (state.Epoch < 0 || state.StepInEpoch < 0 || state.StepInEpoch > trainer.StepsPerEpoch)
        {
            throw new SaccadeException($"The checkpoint stands at epoch {state.Epoch}, step {state.StepInEpoch}; an epoch has {trainer.StepsPerEpoch} steps.");
        }
        trainer.Engine.LoadWeights(Under(WeightsPrefix, checkpoint));
        trainer.Engine.LoadOptimiser(Under(OptimiserPrefix, checkpoint));
        trainer.State = state;
    }

    /// <summary>Whether a checkpoint is one of the run of that name.</summary>
    internal static bool IsOf(TensorFile checkpoint, string run) => checkpoint.Metadata.GetValueOrDefault(RunName) == run;

    private static IEnumerable<NamedTensor> Prefixed(string prefix, IReadOnlyList<NamedTensor> tensors) =>
        tensors.Select(t => t with { Name = prefix + t.Name });

    private static IReadOnlyList<NamedTensor> Under(string prefix, TensorFile file) =>
        [.. file.Tensors.Where(t => t.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(t => t with { Name = t.Name[prefix.Length..] })];
}
