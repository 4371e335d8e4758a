using System.Runtime.InteropServices;

namespace Saccade.Fast;

/// <summary>Single-precision numbers outside of the managed heap, zero at first and aligned to cache lines.</summary>
internal sealed unsafe class AlignedBuffer : IDisposable
{
    private const int CacheLine = 64;

    public AlignedBuffer(long length)
    {
        Length = length;
        nuint bytes = checked((nuint)Math.Max(length, 1) * sizeof(float));
        Start = (float*)NativeMemory.AlignedAlloc(bytes, CacheLine);
        NativeMemory.Clear(Start, bytes);
    }

    ~AlignedBuffer() => Free();

    public long Length { get; }

    public float* Start { get; private set; }

    public Span<float> Span(long from, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from + count, Length);
        return new(Start + from, count);
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(Start);
        Start = null;
    }
}
