using System.Runtime.InteropServices;

namespace Saccade.Fast;

/// <summary>Single-precision numbers outside of the managed heap, zero at first and aligned to cache lines.</summary>
internal sealed unsafe partial class AlignedBuffer : IDisposable
{
    private const int CacheLine = 64;

    // With the usual pages of 4 KiB one or two hundredths of a step go into looking them up.
    private const int HugePage = 2 << 20, WorthOne = HugePage / 8;
    private const int UseHugePages = 14;

    public AlignedBuffer(long length)
    {
        Length = length;
        nuint bytes = checked((nuint)Math.Max(length, 1) * sizeof(float));
        if (bytes >= WorthOne && OperatingSystem.IsLinux())
        {
            bytes = checked(bytes + HugePage - 1) / HugePage * HugePage;
            Start = (float*)NativeMemory.AlignedAlloc(bytes, HugePage);
            // It is no more than a wish: where it is not granted all is as before.
            _ = Advise(Start, bytes, UseHugePages);
        }
        else
        {
            Start = (float*)NativeMemory.AlignedAlloc(bytes, CacheLine);
        }
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

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint length, int advice);

    private void Free()
    {
        NativeMemory.AlignedFree(Start);
        Start = null;
    }
}
