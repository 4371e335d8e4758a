using Saccade.Runtime;

namespace Saccade.Learning;

/// <summary>What a trainer goes through: the steps of its epochs, and the judgement at the end of each.</summary>
internal interface ICourse
{
    int StepsPerEpoch { get; }

    /// <summary>Takes a step of the optimiser; what is learned from depends on epoch, step, key and the width of the noise alone.</summary>
    (StepReport Report, int Images) Step(int epoch, int step, RandomKey noise, double width, double learningRate);

    /// <summary>The gradient norms at the weights as they are, on what that step learned from.</summary>
    IReadOnlyList<GradientNorm> MeasureGradients(int epoch, int step, RandomKey noise, double width);

    /// <summary>The error on what the best epoch is chosen by, in percent.</summary>
    double ValidationErrorPercent();
}
