namespace Saccade.Random;

/// <summary>A stream of random numbers (SplitMix64). A mutable value: pass it by <c>ref</c> to continue, copy it to repeat.</summary>
public struct RandomStream
{
    private ulong _counter;

    internal RandomStream(ulong start) => _counter = start;

    /// <summary>64 uniformly random bits.</summary>
    public ulong NextBits() => Mix(_counter += 0x9E3779B97F4A7C15UL);

    /// <summary>A uniform number in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A uniform number in [<paramref name="least"/>, <paramref name="bound"/>).</summary>
    public double NextDouble(double least, double bound) => least + (bound - least) * NextDouble();

    /// <summary>A uniform integer in [0, <paramref name="bound"/>), without bias.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is below 1.</exception>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        // Lemire's rejection: the high word of bits × bound is uniform once the short interval is rejected.
        uint range = (uint)bound;
        ulong product = (uint)(NextBits() >> 32) * (ulong)range;
        if ((uint)product < range)
        {
            // Only here can it lie in that interval, whose length needs a division.
            uint threshold = (uint)(-bound) % range;
            while ((uint)product < threshold)
            {
                product = (uint)(NextBits() >> 32) * (ulong)range;
            }
        }
        return (int)(product >> 32);
    }

    /// <summary>A standard normal number (Box–Muller, the cosine half).</summary>
    public double NextGaussian()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Shuffles the items uniformly (Fisher–Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    internal static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
