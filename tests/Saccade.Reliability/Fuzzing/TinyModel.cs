using Saccade.Experiments.Config;
using Saccade.Experiments.Engines;
using Saccade.Experiments.Runs;
using Saccade.Reliability.Programs;
using Saccade.Training;

namespace Saccade.Reliability.Fuzzing;

/// <summary>A run of two epochs with a model of some hundred weights and all parts: what sound files look like.</summary>
internal sealed class TinyModel
{
    private readonly string _run;

    private TinyModel(string run, Trainer trainer) => (_run, Trainer) = (run, trainer);

    /// <summary>The run's trainer, as it was left.</summary>
    public Trainer Trainer { get; }

    public string ModelPath => Path.Combine(_run, "model.safetensors");

    public string CheckpointPath => Directory.GetFiles(Path.Combine(_run, "checkpoints")).Order(StringComparer.Ordinal).Last();

    public byte[] Model => File.ReadAllBytes(ModelPath);

    public byte[] Checkpoint => File.ReadAllBytes(CheckpointPath);

    /// <summary>Trains it, in a second.</summary>
    public static TinyModel Train(ScratchFolder folder)
    {
        Recipe recipe = new Recipe { Name = "tiny", Title = "For damage" }.With(
        [
            "task.digits=drawn", "task.training_digits=20", "task.validation_digits=10", "task.test_digits=10",
            "model.hidden=6", "model.glimpse_hidden=4", "model.glimpse_features=6", "model.glimpses=2", "model.sensor.patch_side=2",
            "model.convolution.filters=[2]", "model.core_layers=2", "model.context.side=4", "model.context.units=3",
            "model.context.convolution.filters=[2]", "model.stop.units=3",
            "training.epochs=2", "training.batch_size=10", "training.average=0.9", "training.loss.action_at=every",
            "training.loss.location_reaches_core=true",
        ]);
        TrainingRun run = TrainingRun.Start(recipe, folder["tiny"], new() { Threads = 1, Engine = EngineKind.Cpu });
        run.Train(new Silence());
        // The run stays open for its trainer; the folder goes with the scratch folder.
        return new(folder["tiny"], run.Trainer);
    }

    /// <summary>Copies the run's folder.</summary>
    public void CopyRun(string target)
    {
        foreach (string file in Directory.GetFiles(_run, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock"))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(_run, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private sealed class Silence : ITrainingObserver
    {
        public void StepDone(Trainer trainer, StepReport step) { }

        public void EpochDone(Trainer trainer, EpochMetrics metrics, bool best) { }
    }
}
