namespace Saccade.Experiments.Benchmarks;

/// <summary>Receives what a reproduction does.</summary>
public interface IReproductionDisplay
{
    /// <summary>A line for the user.</summary>
    void WriteLine(string line);

    /// <summary>Shows a training while it lasts.</summary>
    /// <param name="run">The run.</param>
    /// <param name="train">Trains and reports to the observer.</param>
    void Show(TrainingRun run, Action<ITrainingObserver> train);
}
