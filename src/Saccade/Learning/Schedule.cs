namespace Saccade.Learning;

/// <summary>The learning rate of each step of a run, and how far the policy strays.</summary>
public static class Schedule
{
    /// <summary>The rate at <paramref name="step"/> (from 0) of <paramref name="steps"/>, with <paramref name="stepsPerEpoch"/> steps an epoch.</summary>
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

    /// <summary>How far samples stray from the mean at <paramref name="step"/> (from 0) of <paramref name="steps"/>, in units of the model's σ.</summary>
    public static double WidthAt(ScheduleOptions options, long step, long steps)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Math.Pow(options.FinalSigmaShare, (double)step / steps);
    }
}
