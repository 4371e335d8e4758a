using Saccade.Experiments.Recipes;
using Saccade.Learning;

namespace Saccade.Experiments.Reproducing;

/// <summary>Fits a recipe's schedule to a time: fewer epochs, over which the learning rate still falls to its end.</summary>
internal static class ShortSchedule
{
    /// <summary>What is left for training after the reserve for slower moments of the machine.</summary>
    private const double Share = 0.9;

    /// <summary>How many epochs fit, at least 1 and at most those of the recipe.</summary>
    /// <param name="recipeEpochs">The recipe's own number.</param>
    /// <param name="seconds">The time for training.</param>
    /// <param name="secondsPerEpoch">What an epoch takes.</param>
    public static int Epochs(int recipeEpochs, double seconds, double secondsPerEpoch) =>
        (int)Math.Clamp(Math.Floor(Share * seconds / secondsPerEpoch), 1, recipeEpochs);

    /// <summary>The recipe with fewer epochs; its warm-up keeps its part of them.</summary>
    public static Recipe Fit(Recipe recipe, int epochs)
    {
        TrainingOptions training = recipe.Training;
        return epochs >= training.Epochs ? recipe : recipe with
        {
            Training = training with
            {
                Epochs = epochs,
                Schedule = training.Schedule with { WarmUpEpochs = training.Schedule.WarmUpEpochs * epochs / training.Epochs },
            },
        };
    }
}
