using System.Text;

namespace Saccade.Random;

/// <summary>
/// The key of a stream of random numbers. Keys are values: forking does not change a key, and the same seed and path always give the same
/// stream, so that resuming a run needs no generator state.
/// </summary>
/// <param name="Value">The mixed 64-bit identity of the stream.</param>
public readonly record struct RandomKey(ulong Value)
{
    /// <summary>The root key of a seed.</summary>
    public static RandomKey FromSeed(long seed) => new(RandomStream.Mix(unchecked((ulong)seed) + 0x9E3779B97F4A7C15UL));

    /// <summary>The key of a numbered child: an epoch, a step, an image.</summary>
    public RandomKey Fork(long number) => new(RandomStream.Mix(Value ^ RandomStream.Mix(unchecked((ulong)number) + 0xD1B54A32D192ED03UL)));

    /// <summary>The key of a named child, such as <c>order</c>.</summary>
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

    /// <summary>A new stream, at its beginning.</summary>
    public RandomStream Stream() => new(Value);
}
