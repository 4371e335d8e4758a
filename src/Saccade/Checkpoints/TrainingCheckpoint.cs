using System.Text.Json;
using Saccade.Training;

namespace Saccade.Checkpoints;

/// <summary>The state of a training: weights, optimiser, epoch and step. Random streams follow from seed and step.</summary>
public static class TrainingCheckpoint
{
    private const string FormatName = "format";
    private const string Format = "saccade-checkpoint-1";
    private const string StateName = "state";
    private const string RunName = "run";
    private const string WeightsPrefix = "model/";
    private const string OptimiserPrefix = "optimiser/";
    private const string AveragePrefix = "average/";

    /// <summary>Creates a checkpoint of all that the trainer needs to resume.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="run">The identity of the run; no other run can resume from the checkpoint.</param>
    public static TensorFile Save(Trainer trainer, string run = "")
    {
        ArgumentNullException.ThrowIfNull(trainer);
        return new(
            [
                .. Prefixed(WeightsPrefix, trainer.Engine.SaveWeights()), .. Prefixed(OptimiserPrefix, trainer.Engine.SaveOptimiser()),
                .. Prefixed(AveragePrefix, trainer.AverageWeights ?? []),
            ],
            new Dictionary<string, string>
            {
                [FormatName] = Format,
                [StateName] = JsonSerializer.Serialize(trainer.State, StateJsonContext.Default.TrainingState),
                [RunName] = run,
            });
    }

    /// <summary>Resumes a training: loads a checkpoint into a trainer that was created with the run's options and key.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="checkpoint">The result of <see cref="Save"/>.</param>
    /// <param name="run">The identity of the run.</param>
    /// <exception cref="SaccadeException">The file is not a checkpoint, or belongs to another run.</exception>
    public static void Restore(Trainer trainer, TensorFile checkpoint, string run = "")
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (checkpoint.Metadata.GetValueOrDefault(FormatName) != Format || !checkpoint.Metadata.TryGetValue(StateName, out string? text))
        {
            throw new SaccadeException(new(
                ErrorKind.Damaged, Path: checkpoint.Source, Key: FormatName,
                Value: checkpoint.Metadata.GetValueOrDefault(FormatName, ""), Allowed: Format,
                Remedy: "give a checkpoint of a training"));
        }
        if (checkpoint.Metadata.GetValueOrDefault(RunName) != run)
        {
            throw new SaccadeException(new(
                ErrorKind.Mismatch, Path: checkpoint.Source, Key: RunName,
                Detail: "the checkpoint belongs to a run with another recipe or seed",
                Remedy: "restore the run folder's recipe.toml and run.json, or begin a new run"));
        }
        TrainingState state;
        try
        {
            state = JsonSerializer.Deserialize(text, StateJsonContext.Default.TrainingState) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new SaccadeException(new(
                ErrorKind.Damaged, Path: checkpoint.Source, Key: StateName, Detail: "the training state is not valid JSON"), e);
        }
        if (state.Epoch < 0 || state.StepInEpoch < 0 || state.StepInEpoch > trainer.StepsPerEpoch)
        {
            throw new SaccadeException(new(
                ErrorKind.OutOfRange, Path: checkpoint.Source, Key: StateName,
                Value: $"epoch {state.Epoch}, step {state.StepInEpoch}", Allowed: $"up to step {trainer.StepsPerEpoch} of an epoch"));
        }
        trainer.Engine.LoadWeights(Under(WeightsPrefix, checkpoint));
        trainer.Engine.LoadOptimiser(Under(OptimiserPrefix, checkpoint));
        IReadOnlyList<NamedTensor> average = Under(AveragePrefix, checkpoint);
        trainer.AverageWeights = average.Count == 0
            ? null
            : [.. trainer.Engine.SaveWeights().Select(weight => NamedTensors.Find(average, weight.Name, weight.Shape))];
        trainer.State = state;
    }

    /// <summary>Whether a checkpoint belongs to a run.</summary>
    public static bool IsOf(TensorFile checkpoint, string run) => checkpoint.Metadata.GetValueOrDefault(RunName) == run;

    private static IEnumerable<NamedTensor> Prefixed(string prefix, IReadOnlyList<NamedTensor> tensors) =>
        tensors.Select(t => t with { Name = prefix + t.Name });

    private static IReadOnlyList<NamedTensor> Under(string prefix, TensorFile file) =>
    [
        .. file.Tensors.Where(t => t.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(t => t with { Name = t.Name[prefix.Length..] }),
    ];
}
