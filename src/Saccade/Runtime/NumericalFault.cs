namespace Saccade.Runtime;

/// <summary>What is said when a training's numbers are none any more.</summary>
internal static class NumericalFault
{
    private const string Remedy = "begin a new run with a lower training.schedule.learning_rate or with training.optimiser.clip_norm.";

    public const string Mean = "The location network's mean became NaN; " + Remedy;

    public static string Gradient(double length) => $"The gradient became {length}; {Remedy}";
}
