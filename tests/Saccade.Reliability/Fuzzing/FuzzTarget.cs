using Saccade.Errors;

namespace Saccade.Reliability.Fuzzing;

/// <summary>A reader that must accept or refuse any input.</summary>
/// <param name="Name">What it reads.</param>
/// <param name="Seeds">Sound inputs, and hostile ones made by hand.</param>
/// <param name="Words">Words of the format.</param>
/// <param name="Read">Reads an input; a <see cref="SaccadeException"/> is how it refuses.</param>
/// <param name="Names">What every refusal must name: the file.</param>
/// <param name="MostMemory">The number of bytes of memory one input of a length may take.</param>
/// <param name="Share">How often it is tried, beside the others.</param>
internal sealed record FuzzTarget(
    string Name, IReadOnlyList<byte[]> Seeds, IReadOnlyList<string> Words, Action<byte[]> Read, string Names, Func<int, long> MostMemory,
        int Share = 4);
