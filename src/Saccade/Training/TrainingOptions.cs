namespace Saccade.Training;

/// <summary>How a model is trained: batches, loss, optimiser and schedule.</summary>
public sealed record TrainingOptions
{
    /// <summary>The number of epochs.</summary>
    public int Epochs { get; init => field = Require.Between(value, 1, 100_000); } = 80;

    /// <summary>B, images in a batch.</summary>
    public int BatchSize { get; init => field = Require.Between(value, 1, 65_536); } = 256;

    /// <summary>M, sampled rollouts of each image in a batch.</summary>
    public int Rollouts { get; init => field = Require.Between(value, 1, 256); } = 1;

    /// <summary>
    /// The number of first epochs with random glimpses (<see cref="Policy.PolicyMode.Random"/>), before the policy takes over: the other
    /// networks then learn from places that no untrained policy has chosen. In these epochs location network and baseline have no gradient;
    /// nor, with two core layers, have the location core and the context network that starts it. Weight decay still applies to them.
    /// </summary>
    public int RandomEpochs { get; init => field = Require.Between(value, 0, 100_000); }

    /// <summary>
    /// The share of the glimpse features g_t that training drops (Srivastava et al., 2014); 0 for none. The others are scaled by
    /// 1 / (1 − share), so that evaluation needs no change.
    /// </summary>
    public double Dropout { get; init => field = Require.Between(value, 0, 0.9); }

    /// <summary>
    /// The decay of an exponential moving average of the weights at each step (Polyak and Juditsky, 1992), such as 0.999; 0 for none.
    /// Validation and the weights that are kept are then those of the average, while training continues with the last ones.
    /// </summary>
    public double Average { get; init => field = Require.Between(value, 0, 0.999999); }

    /// <summary>Stop after this many epochs without a better validation error; 0 to train all epochs.</summary>
    public int Patience { get; init => field = Require.Between(value, 0, 100_000); }

    /// <summary>The number of steps that may be skipped because loss or gradient is NaN or infinite; the next one ends the run.</summary>
    public int SkippableSteps { get; init => field = Require.Between(value, 0, 1_000_000); }

    /// <summary>The hybrid loss.</summary>
    public LossOptions Loss { get; init; } = new();

    /// <summary>The optimiser.</summary>
    public OptimiserOptions Optimiser { get; init; } = new();

    /// <summary>The schedules of the learning rate and of σ.</summary>
    public ScheduleOptions Schedule { get; init; } = new();

    /// <summary>Checks that options do not contradict each other.</summary>
    /// <exception cref="OptionException">They do.</exception>
    public void Check()
    {
        if (Loss.LeaveOneOut && Rollouts < 2)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: "training.loss.leave_one_out", Value: true, Allowed: "false",
                Detail: "each image has one rollout", Remedy: "set training.rollouts to 2 or more"));
        }
        if (Loss is { Reward: RewardKind.Progress, RewardAt: LossSteps.Every })
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: "training.loss.reward_at", Value: "every", Allowed: "last",
                Detail: "with the reward of progress every glimpse is rewarded already"));
        }
    }
}
