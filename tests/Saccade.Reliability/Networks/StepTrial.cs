using System.Globalization;

namespace Saccade.Reliability.Networks;

/// <summary>A step on two machines.</summary>
/// <param name="Batch">Its rollouts.</param>
/// <param name="Link">The link between the machines.</param>
/// <param name="Local">The seconds of a step on two ranks of one machine.</param>
/// <param name="Measured">The seconds of a step.</param>
/// <param name="Forecast">The seconds by <see cref="StepCost"/>.</param>
internal sealed record StepTrial(int Batch, LinkOptions Link, double Local, double Measured, double Forecast)
{
    /// <summary>The relative error of the forecast; above 0 where it is too high.</summary>
    public double Error => Forecast / Measured - 1;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"batch {Batch}, {Link.BitsPerSecond / 1e6:0} Mbit/s, {Link.Delay.TotalMilliseconds:0.##} ms: one machine {1e3 * Local:0.0} ms, "
            + $"two machines {1e3 * Measured:0.0} ms, forecast {1e3 * Forecast:0.0} ms ({Error:+0%;-0%})");
}
