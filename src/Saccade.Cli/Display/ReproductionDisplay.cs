using Saccade.Experiments.Benchmarks;

namespace Saccade.Cli.Display;

/// <summary>Shows a reproduction: its lines, and each training as <c>saccade train</c> shows it.</summary>
internal sealed class ReproductionDisplay : IReproductionDisplay
{
    public void WriteLine(string line) => Text.Print(line);

    public void Show(TrainingRun run, Action<ITrainingObserver> train) => TrainingDisplay.Show(run.Trainer, train);
}
