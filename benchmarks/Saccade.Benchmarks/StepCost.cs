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
    public static double FlopsPerImage(ModelOptions model, LossOptions loss)
    {
        (int glimpses, int decisions) = (model.Glimpses, model.Decisions);
        (int hidden, int features, int units) = (model.GlimpseHidden, model.GlimpseFeatures, model.Hidden);
        int gates = model.Core == CoreKind.Lstm ? 4 * units : units;
        double sum = 0;
        // Nothing learns in front of retina and location.
        Add(model.Sensor.GlimpseSize(model.Channels) * hidden, glimpses, passesOn: 0);
        Add(2 * hidden, glimpses, passesOn: 0);
        Add(2 * hidden * features, glimpses, passesOn: glimpses);
        Add(features * gates, glimpses, passesOn: glimpses);
        // h_0 is zero: nothing to multiply, and nothing to pass on to.
        Add(units * gates, glimpses - 1, passesOn: glimpses - 1);
        int reached = loss.LocationReachesCore ? decisions : 0;
        if (model.LocationHidden > 0)
        {
            Add(units * model.LocationHidden, decisions, reached);
            Add(model.LocationHidden * 2, decisions, decisions);
        }
        else
        {
            Add(units * 2, decisions, reached);
        }
        Add(units, decisions, loss.BaselineReachesCore ? decisions : 0);
        Add(units * model.Classes, 1, passesOn: 1);
        return sum;

        void Add(double multiplyAdds, int uses, int passesOn) => sum += 2 * multiplyAdds * (2 * uses + passesOn);
    }
}
