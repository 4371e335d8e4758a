using Saccade.Cpu.Kernels;

namespace Saccade.Cpu.Buffers;

/// <summary>Memory for intermediate results of one thread. It grows to the largest that was asked for and is reused.</summary>
internal sealed unsafe class ScratchMemory : IDisposable
{
    // Vectors may be written across the end of what was asked for.
    private const int Slack = 64;

    [ThreadStatic]
    private static ScratchMemory? t_own;

    private AlignedBuffer? _values;

    /// <summary>That of the calling thread for one purpose; another purpose needs another instance.</summary>
    public static ScratchMemory OfThread => t_own ??= new();

    /// <summary>The images with their padding.</summary>
    public ScratchMemory Padded => field ??= new();

    /// <summary>The gradients of images with their padding.</summary>
    public ScratchMemory PaddedGradients => field ??= new();

    /// <summary>The patches under the filters.</summary>
    public ScratchMemory Patches => field ??= new();

    /// <summary>The products of patches and filters.</summary>
    public ScratchMemory Products => field ??= new();

    /// <summary>Memory for some numbers; what it held is lost when it grows.</summary>
    public float* Reserve(long count)
    {
        if (_values is null || _values.Length < count + Slack)
        {
            _values?.Dispose();
            _values = new AlignedBuffer(count + Slack);
        }
        return _values.Start;
    }

    /// <summary>Memory for a matrix.</summary>
    public Matrix Reserve(int rows, int columns, int stride) => new(Reserve((long)rows * stride), rows, columns, stride);

    public void Dispose() => _values?.Dispose();
}
