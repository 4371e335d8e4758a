namespace Saccade.Training;

/// <summary>The learning rate and the noise scale of each step of a run.</summary>
public static class Schedule
{
    /// <summary>The learning rate at a step.</summary>
    /// <param name="options">The schedule.</param>
    /// <param name="step">The step, from 0.</param>
    /// <param name="steps">The number of steps of the run.</param>
    /// <param name="stepsPerEpoch">The number of steps of an epoch.</param>
    public static double RateAt(ScheduleOptions options, long step, long steps, int stepsPerEpoch)
    {
        ArgumentNullException.ThrowIfNull(options);
        double warmUp = options.WarmUpEpochs * stepsPerEpoch;
        if (step < warmUp)
        {
            return options.LearningRate * (step + 1) / (warmUp + 1);
        }
        double done = steps - warmUp <= 1 ? 0 : (step - warmUp) / (steps - warmUp);
        (double from, double to) = (options.LearningRate, options.FinalRate);
        return options.Kind switch
        {
            ScheduleKind.Constant => from,
            ScheduleKind.Linear => from + (to - from) * done,
            ScheduleKind.Exponential => from * Math.Pow(to / from, done),
            ScheduleKind.Cosine => to + (from - to) * (1 + Math.Cos(Math.PI * done)) / 2,
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Kind, null),
        };
    }

    /// <summary>The scale of the policy's noise at a step, in units of the model's σ.</summary>
    public static double NoiseScaleAt(ScheduleOptions options, long step, long steps)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Math.Pow(options.FinalSigmaRatio, (double)step / steps);
    }
}
