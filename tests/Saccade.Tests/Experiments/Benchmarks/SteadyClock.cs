namespace Saccade.Tests.Experiments.Benchmarks;

/// <summary>A clock on which a second passes at each reading, and two at each of the first <paramref name="slow"/> readings.</summary>
internal sealed class SteadyClock(int slow = 0) : TimeProvider
{
    private int _reads;
    private long _now;

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => _now += _reads++ < slow ? 2 : 1;
}
