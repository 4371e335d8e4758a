using Saccade.Networks;
using Saccade.Training;

namespace Saccade.Benchmarks;

/// <summary>
/// The floor of a training step: two FLOPs for each multiply-add of every layer, forward, for the gradient of its weights, and for that of
/// its inputs where something in front of it learns from it.
/// </summary>
internal static class StepCost
{
    /// <summary>FLOPs of one image in a training step.</summary>
    public static double FlopsPerImage(BenchmarkTask task)
    {
        NetworkPlan plan = NetworkPlan.Create(task.Model);
        LossOptions loss = task.Training.Loss;
        // What a step does without besides: h_0 is zero, and some heads keep to themselves.
        double spared = 3.0 * plan.Layer("core.recurrent").FlopsPerUse
            + (loss.LocationReachesCore ? 0 : FlopsBehindCore(plan, "location"))
            + (loss.BaselineReachesCore ? 0 : FlopsBehindCore(plan, "baseline"));
        return plan.Layers.Sum(FlopsOfStep) - spared;
    }

    /// <summary>The share of them that convolutions have, 0 to 1.</summary>
    public static double ShareOfConvolutions(BenchmarkTask task) =>
        NetworkPlan.Create(task.Model).Layers.Where(layer => layer.Convolution is not null).Sum(FlopsOfStep) / FlopsPerImage(task);

    /// <summary>Forward, the gradient of the weights, and that of the inputs where something in front learns from it.</summary>
    private static double FlopsOfStep(LayerPlan layer) => (layer.IsFirst ? 2 : 3) * Flops(layer);

    private static double Flops(LayerPlan layer) => (double)layer.FlopsPerUse * layer.Uses;

    /// <summary>FLOPs of the layer of a network that reads the state.</summary>
    private static double FlopsBehindCore(NetworkPlan plan, string network) => Flops(plan.Layers.First(layer => layer.Network == network));
}
