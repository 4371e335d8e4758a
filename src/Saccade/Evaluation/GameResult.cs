namespace Saccade.Evaluation;

/// <summary>How well a player plays.</summary>
public sealed record GameResult
{
    /// <summary>How many episodes were played.</summary>
    public required int Episodes { get; init; }

    /// <summary>Share of them in which the ball was caught, in percent.</summary>
    public required double CaughtPercent { get; init; }

    /// <summary>Lower end of the 95% interval (Wilson) of <see cref="CaughtPercent"/>.</summary>
    public required double CaughtPercentLow { get; init; }

    /// <summary>Upper end of the 95% interval (Wilson) of <see cref="CaughtPercent"/>.</summary>
    public required double CaughtPercentHigh { get; init; }

    /// <summary>Episodes per second.</summary>
    public required double EpisodesPerSecond { get; init; }
}
