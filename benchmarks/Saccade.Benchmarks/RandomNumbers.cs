using Saccade.Random;

namespace Saccade.Benchmarks;

/// <summary>Numbers to compute with: some processors are faster with zeros.</summary>
internal static class RandomNumbers
{
    public static void Fill(Span<float> numbers)
    {
        RandomStream random = RandomKey.FromSeed(5).Stream();
        foreach (ref float number in numbers)
        {
            number = (float)random.NextDouble();
        }
    }
}
