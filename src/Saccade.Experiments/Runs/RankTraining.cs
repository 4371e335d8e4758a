using Saccade.Checkpoints;

namespace Saccade.Experiments.Runs;

/// <summary>
/// The training in a process with a rank above 0: it computes its part of every batch beside the <see cref="TrainingRun"/> of rank 0, and
/// writes nothing.
/// </summary>
public sealed class RankTraining : IDisposable
{
    private readonly Trainer _trainer;

    private RankTraining(Trainer trainer) => _trainer = trainer;

    /// <summary>Begins with the same recipe and settings as rank 0.</summary>
    /// <exception cref="SaccadeException">The data are unavailable, or the processes differ.</exception>
    public static RankTraining Start(Recipe recipe, TrainingSettings settings)
    {
        recipe = RecipePaths.Resolve(recipe, Directory.GetCurrentDirectory());
        return Begin(recipe, RunInfo.Of(recipe, settings, DateTimeOffset.UnixEpoch), settings, checkpoint: false);
    }

    /// <summary>Continues the run that rank 0 reads and sends.</summary>
    /// <exception cref="SaccadeException">The data are unavailable, or the processes differ.</exception>
    public static RankTraining Resume(TrainingSettings settings)
    {
        IProcessGroup processes = RequireProcesses(settings);
        RankAgreement.RequireSameStart(processes, resume: true);
        Recipe recipe = RecipeText.Read(RunExchange.Text(processes, ""), "run", "the recipe of rank 0");
        RunInfo info = JsonFile.Parse<RunInfo>(RunExchange.Text(processes, ""));
        return Begin(recipe, info, settings, checkpoint: true);
    }

    /// <summary>Trains to the end.</summary>
    /// <exception cref="OperationCanceledException">Any of the processes was asked to stop.</exception>
    /// <exception cref="NumericalException">The training failed, in every process.</exception>
    public void Train(CancellationToken cancellation = default) => _trainer.Train(null, cancellation);

    /// <summary>Frees the model.</summary>
    public void Dispose() => _trainer.Engine.Dispose();

    private static RankTraining Begin(Recipe recipe, RunInfo info, TrainingSettings settings, bool checkpoint)
    {
        IProcessGroup processes = RequireProcesses(settings);
        (ITask task, Trainer trainer) = TrainingRun.Prepare(recipe, info, info.Threads, settings);
        try
        {
            if (checkpoint)
            {
                TrainingCheckpoint.Restore(trainer, RunExchange.Checkpoint(processes, null));
            }
            else
            {
                _ = InitialModel.Load(settings.InitialModels, trainer.Engine, task);
                RankAgreement.RequireSameStart(processes, resume: false);
            }
            RankAgreement.Require(processes, recipe, info, task, trainer);
            return new(trainer);
        }
        catch
        {
            trainer.Engine.Dispose();
            throw;
        }
    }

    private static IProcessGroup RequireProcesses(TrainingSettings settings) =>
        settings.Processes ?? throw new ArgumentException("There is one process.", nameof(settings));
}
