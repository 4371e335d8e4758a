using System.Runtime.InteropServices;

namespace Saccade.Cpu.Buffers;

/// <summary>Single-precision numbers outside the managed heap, initially zero and aligned to cache lines.</summary>
internal sealed unsafe partial class AlignedBuffer : IDisposable
{
    private const int CacheLine = 64;

    // With pages of 4 KiB, address translation takes one or two hundredths of a step.
    private const int HugePage = 2 << 20, SmallestForHugePage = HugePage / 8;
    private const int UseHugePages = 14;

    private nint _start;

    public AlignedBuffer(long length)
    {
        Length = length;
        nuint bytes = checked((nuint)Math.Max(length, 1) * sizeof(float));
        if (bytes >= SmallestForHugePage && OperatingSystem.IsLinux())
        {
            nuint whole = checked(bytes + HugePage - 1) / HugePage * HugePage;
            _start = (nint)NativeMemory.AlignedAlloc(whole, HugePage);
            // A hint: where it is ignored, the pages are small ones.
            _ = Advise(Start, whole, UseHugePages);
        }
        else
        {
            _start = (nint)NativeMemory.AlignedAlloc(bytes, CacheLine);
        }
        NativeMemory.Clear(Start, bytes);
    }

    ~AlignedBuffer() => Free();

    public long Length { get; }

    public float* Start => (float*)_start;

    public Span<float> Span(long from, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from + count, Length);
        return new(Start + from, count);
    }

    /// <summary>All values as managed memory, which must not be used after the buffer is disposed of.</summary>
    public Memory<float> AsMemory() => new BufferMemory(this).Memory;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint length, int advice);

    private void Free()
    {
        // Two callers may dispose of an engine at once.
        NativeMemory.AlignedFree((void*)Interlocked.Exchange(ref _start, 0));
    }
}
