using Saccade.Learning;
using Saccade.Model;

namespace Saccade.Benchmarks;

/// <summary>
/// The floor of a training step: two FLOPs for each multiply-add of every linear layer, forward, for the gradient of its
/// weights, and for that of its inputs where something in front of it learns from it.
/// </summary>
internal static class StepCost
{
    /// <summary>FLOPs of one image in a training step.</summary>
    public static double FlopsPerImage(BenchmarkTask task)
    {
        (ModelOptions model, LossOptions loss) = (task.Model, task.Training.Loss);
        int gates = model.Core == CoreKind.Lstm ? 4 : 1;
        int location = model.LocationHidden > 0 ? model.LocationHidden : 2;
        double forward = ModelCost.Of(model).Sum(network => network.FlopsPerUse * network.Uses);
        // Multiply-adds that a step does without: nothing learns in front of retina and location, h_0 is zero, and some heads keep to themselves.
        double spared = (double)model.Glimpses * (model.Sensor.GlimpseSize(model.Channels) + 2) * model.GlimpseHidden
            + 3.0 * gates * model.Hidden * model.Hidden
            + (loss.LocationReachesCore ? 0 : model.Decisions * model.Hidden * location)
            + (loss.BaselineReachesCore ? 0 : model.Decisions * model.Hidden);
        return 3 * forward - 2 * spared;
    }
}
