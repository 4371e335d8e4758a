namespace Saccade.Experiments.Benchmarks;

/// <summary>Fits a recipe's schedule to a time: fewer epochs, over which the learning rate still falls to its end.</summary>
internal static class ShortSchedule
{
    /// <summary>The share of the time for training; the rest is a reserve.</summary>
    private const double Share = 0.9;

    /// <summary>How many epochs fit, at least 1 and at most those of the recipe.</summary>
    public static int Epochs(int recipeEpochs, double seconds, double secondsPerEpoch) =>
        (int)Math.Clamp(Math.Floor(Share * seconds / secondsPerEpoch), 1, recipeEpochs);

    /// <summary>The recipe with fewer epochs; warm-up and epochs with random glimpses keep their part of them.</summary>
    public static Recipe Fit(Recipe recipe, int epochs)
    {
        TrainingOptions training = recipe.Training;
        return epochs >= training.Epochs ? recipe : recipe with
        {
            Training = training with
            {
                Epochs = epochs,
                RandomEpochs = training.RandomEpochs * epochs / training.Epochs,
                Schedule = training.Schedule with { WarmUpEpochs = training.Schedule.WarmUpEpochs * epochs / training.Epochs },
            },
        };
    }
}
