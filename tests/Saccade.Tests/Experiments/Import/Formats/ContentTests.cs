using Saccade.Errors;
using Saccade.Experiments.Import.Formats;

namespace Saccade.Tests.Experiments.Import.Formats;

public sealed class ContentTests
{
    [Fact]
    public void More_bytes_than_an_array_may_have_are_refused_before_they_are_read() =>
        Assert.Equal(ErrorKind.Damaged, Assert.Throws<SaccadeException>(() => Content.ReadFrom(new Zeros(), 3L << 30)).Error.Kind);

    [Fact]
    public void A_stream_that_ends_early_is_refused_without_memory_for_what_it_announced()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<SaccadeException>(() => Content.ReadFrom(new MemoryStream(new byte[100]), 1 << 30));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    /// <summary>Zeros without end.</summary>
    private sealed class Zeros : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => count;
    }
}
