using Saccade.Experiments.Reproducing;
using Saccade.Experiments.Runs;
using Saccade.Learning;

namespace Saccade.Cli.Display;

/// <summary>Shows a reproduction: its lines, and each training as <c>saccade train</c> shows it.</summary>
internal sealed class ReproductionDisplay : IReproductionDisplay
{
    public void Say(string line) => Console.WriteLine(line);

    public bool Show(TrainingRun run, Func<ITrainingObserver, bool> train) => TrainingDisplay.Show(run.Trainer, train);
}
