using System.Text;

namespace Saccade.Runtime;

/// <summary>
/// Names a stream of random numbers. Keys are values: forking one never changes it, and the same seed and path
/// always give the same stream, so no generator state has to be stored to resume a run.
/// </summary>
/// <param name="Value">The mixed 64-bit identity of the stream.</param>
public readonly record struct RandomKey(ulong Value)
{
    /// <summary>The root key of a seed.</summary>
    public static RandomKey FromSeed(long seed) => new(RandomStream.Mix(unchecked((ulong)seed) + 0x9E3779B97F4A7C15UL));

    /// <summary>The key of a numbered child: an epoch, a step, an image.</summary>
    public RandomKey Fork(long number) =>
        new(RandomStream.Mix(Value ^ RandomStream.Mix(unchecked((ulong)number) + 0xD1B54A32D192ED03UL)));

    /// <summary>The key of a named child: what the numbers are for.</summary>
    public RandomKey Fork(string purpose)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        ulong hash = 0xCBF29CE484222325UL;
        foreach (byte b in Encoding.UTF8.GetBytes(purpose))
        {
            hash = (hash ^ b) * 0x100000001B3UL;
        }
        return new(RandomStream.Mix(Value ^ RandomStream.Mix(hash)));
    }

    /// <summary>A new stream at the beginning of this key's numbers.</summary>
    public RandomStream Stream() => new(Value);
}
