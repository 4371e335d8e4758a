using Saccade.Experiments.Runs;
using Saccade.Learning;

namespace Saccade.Experiments.Reproducing;

/// <summary>Is told what a reproduction does.</summary>
public interface IReproductionDisplay
{
    /// <summary>A line for the user.</summary>
    void Say(string line);

    /// <summary>Shows a training while it lasts.</summary>
    /// <param name="run">The run.</param>
    /// <param name="train">Trains, and tells the observer how it goes on; gives whether the run is finished.</param>
    /// <returns>What <paramref name="train"/> gives.</returns>
    bool Show(TrainingRun run, Func<ITrainingObserver, bool> train);
}
