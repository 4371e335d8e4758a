using Saccade.Data;

namespace Saccade.Experiments.Runs;

/// <summary>What options beyond the paper do to a training, in a sentence each; nothing of options that are off.</summary>
internal static class TrainingNotes
{
    private const string ErrorColumn = "validation_error_percent";
    private const string LastWeightsColumn = "last_weights_error_percent";

    /// <summary>What a recipe's options will do.</summary>
    public static IEnumerable<string> Of(Recipe recipe)
    {
        (TrainingOptions training, LossOptions loss, TaskOptions task) = (recipe.Training, recipe.Training.Loss, recipe.Task);
        if (task.HasBackground)
        {
            string shrunk = task.Shrink > 1 ? $", shrunk to {task.ImageWidth}×{task.ImageHeight}" : "";
            yield return $"Each picture is among those of {task.BackgroundImages} on a frame of {task.FrameWidth}×{task.FrameHeight} "
                + $"pixels{shrunk}, new in every epoch (task.background_images).";
        }
        if (task.GrowthEpochs > 0)
        {
            yield return Text($"Training frames grow from {100 * task.GrowthStart:0.#}% of width and height to all over the first ")
                + $"{Epochs(task.GrowthEpochs)} (task.growth_epochs).";
        }
        if (task.Augmentation is { IsOn: true } most)
        {
            string images = task.HasPictures ? "pictures" : "digits";
            yield return $"Training {images} are {string.Join(", ", Changes(most))} (task.augmentation).";
        }
        if (training.RandomEpochs > 0 && recipe.Model.TakesGlimpses)
        {
            yield return training.RandomEpochs < training.Epochs
                ? $"Glimpses are at random locations in the first {Epochs(training.RandomEpochs)}; "
                    + "then the policy chooses them (training.random_epochs)."
                : "Glimpses are at random locations in all epochs: the policy never takes over and learns nothing "
                    + "(training.random_epochs).";
        }
        if (training.Schedule.FinalSigmaRatio < 1 && recipe.Model is { TakesGlimpses: true, RandomGlimpses: false, Sigma: double sigma })
        {
            yield return Text($"σ of the location policy falls from {sigma} to {sigma * training.Schedule.FinalSigmaRatio:0.####} ")
                + "(training.schedule.final_sigma_ratio).";
        }
        if (training.Dropout > 0)
        {
            yield return Text($"Training drops {100 * training.Dropout:0.#}% of the glimpse features (training.dropout).");
        }
        if (loss.ActionAt == LossSteps.Every && recipe.Model.TakesGlimpses)
        {
            yield return "The class loss is the mean over the answers after every glimpse (training.loss.action_at).";
        }
        if (loss.ClassWeights == ClassWeighting.Balanced)
        {
            yield return "In the class loss every class has the same weight altogether (training.loss.class_weights).";
        }
        if (loss.LabelSmoothing > 0)
        {
            yield return Text($"The class loss divides {loss.LabelSmoothing} of the target among all classes ")
                + "(training.loss.label_smoothing).";
        }
        if (loss.Reward == RewardKind.Progress && recipe.Model.TakesGlimpses)
        {
            yield return "The reward of a glimpse is the fall of the class loss (training.loss.reward).";
        }
        if (loss.RewardAt == LossSteps.Every && recipe.Model.TakesGlimpses)
        {
            yield return "Every answer is rewarded, not the last alone (training.loss.reward_at).";
        }
        if (loss.LeaveOneOut)
        {
            string others = training.Rollouts == 2 ? "other" : $"{training.Rollouts - 1} others";
            yield return $"REINFORCE compares each rollout with the {others} of its image (training.loss.leave_one_out).";
        }
        else if (training.Rollouts > 1)
        {
            yield return $"Each step averages {training.Rollouts} rollouts of every image (training.rollouts).";
        }
        if (recipe.Model.Stops)
        {
            yield return Text($"Rollouts of validation end early by the price of a glimpse, {recipe.Model.Stop.Price} (model.stop); the ")
                + Text($"best epoch has the lowest sum of error in percent and {100 * recipe.Model.Stop.Price:0.####} · mean glimpses.");
        }
        if (training.Average > 0)
        {
            yield return Text($"Validation and the model take an average of the weights, with a decay of {training.Average} at each step ")
                + "(training.average).";
        }
    }

    /// <summary>What averaging the weights changed at the end; null where they were not averaged.</summary>
    public static string? OfAverage(MetricsTable metrics) => metrics.Epochs > 0 && metrics.Columns.Contains(LastWeightsColumn)
        ? Text($"After the last epoch the validation error is {metrics[ErrorColumn][^1]:F2}% with the average of the weights ")
            + Text($"and {metrics[LastWeightsColumn][^1]:F2}% with the last ones.")
        : null;

    private static IEnumerable<string> Changes(AugmentationOptions most)
    {
        (double Most, string Words)[] all =
        [
            (most.Rotation, Text($"rotated by up to {most.Rotation}°")), (most.Scale, Text($"scaled by up to {100 * most.Scale:0.#}%")),
            (most.Shear, Text($"slanted by up to {most.Shear}")), (most.Shift, Text($"shifted by up to {most.Shift} pixels")),
            (most.Crop, Text($"cropped by up to {100 * most.Crop:0.#}% of each side")), (most.Flip ? 1 : 0, "mirrored"),
            (most.FlipVertical ? 1 : 0, "mirrored top to bottom"), (most.QuarterTurns ? 1 : 0, "turned by quarter turns"),
            (most.Brightness, Text($"made brighter or darker by up to {100 * most.Brightness:0.#}%")),
            (most.Contrast, Text($"changed in contrast by up to {100 * most.Contrast:0.#}%")),
            (most.Saturation, Text($"changed in saturation by up to {100 * most.Saturation:0.#}%")),
            (most.Hue, Text($"changed in hue by up to {most.Hue}°")),
        ];
        return all.Where(change => change.Most > 0).Select(change => change.Words);
    }

    private static string Epochs(int count) => count == 1 ? "epoch" : Text($"{count} epochs");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
