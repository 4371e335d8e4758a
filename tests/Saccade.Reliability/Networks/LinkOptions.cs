namespace Saccade.Reliability.Networks;

/// <summary>A link between two machines.</summary>
/// <param name="BitsPerSecond">Its rate in each direction.</param>
/// <param name="Delay">The time from one end to the other.</param>
internal sealed record LinkOptions(double BitsPerSecond, TimeSpan Delay);
