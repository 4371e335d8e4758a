using System.Runtime.InteropServices;
using Saccade.Torch;
using TorchSharp;

namespace Saccade.Tests.Torch;

/// <summary>What is alone in its process, as the tests of TorchSharp are, sees every collection of garbage.</summary>
[Collection(TorchTests.Name)]
public sealed class TorchLockTests
{
    private const int OneCall = 3 << 20;

    [Fact]
    public void No_garbage_is_collected_between_entering_and_leaving_whichever_thread_makes_it()
    {
        // More calls than there is room for: garbage is collected, but between them.
        int atFirst = GC.CollectionCount(0);
        for (int call = 0; call < 12; call++)
        {
            using Lock.Scope caller = TorchLock.Enter();
            int before = GC.CollectionCount(0);
            Thread other = new(Litter);
            other.Start();
            other.Join();
            Assert.Equal(before, GC.CollectionCount(0));
        }
        Assert.True(GC.CollectionCount(0) > atFirst);
    }

    [Fact]
    public void What_outgrows_the_room_is_collected_and_the_next_caller_has_room_again()
    {
        using (TorchLock.Enter())
        {
            int before = GC.CollectionCount(0);
            for (int i = 0; i < 40; i++)
            {
                Litter();
            }
            Assert.True(GC.CollectionCount(0) > before);
        }
        using (TorchLock.Enter())
        {
            int before = GC.CollectionCount(0);
            Litter();
            Assert.Equal(before, GC.CollectionCount(0));
        }
    }

    [Fact]
    public void Exhausted_memory_is_reported_by_the_exception_of_NET_with_the_one_of_libtorch_inside() => Assert.IsType<ExternalException>(
        Assert.Throws<OutOfMemoryException>(() => TorchLock.Run(() => torch.empty(1L << 50))).InnerException);

    [Fact]
    public void Other_errors_of_libtorch_stay_as_they_are() =>
        Assert.Throws<ExternalException>(() => TorchLock.Run(() => torch.zeros(2).view(3)));

    [Fact]
    public void A_result_passes_through() => Assert.Equal(3, TorchLock.Run(() => 3));

    private static void Litter()
    {
        for (int made = 0; made < OneCall; made += 1 << 10)
        {
            GC.KeepAlive(new byte[1000]);
        }
    }
}
