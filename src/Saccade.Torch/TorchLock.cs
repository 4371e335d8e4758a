using System.Runtime;
using System.Runtime.InteropServices;

namespace Saccade.Torch;

/// <summary>
/// Admits one caller at a time to libtorch and keeps the garbage collector from running meanwhile. TorchSharp makes a tensor of every
/// number in a formula and frees it once .NET no longer references it, even while native code still reads it: a collection
/// during a call, which any thread may trigger, crashes the process. Therefore collections happen between calls.
/// </summary>
internal static class TorchLock
{
    // Bytes that the process may allocate before a collection, and those reserved for one call. With more room for large objects
    // .NET 10 reserves hundreds of MiB. The values of tensors lie outside of .NET's heap.
    private const long Room = 24 << 20, RoomForLarge = 8 << 20, RoomOfOneCall = 4 << 20;

    // Parts of the messages of the allocators of the processor and of CUDA.
    private static readonly string[] s_outOfMemory = ["allocate memory", "out of memory"];
    private static readonly Lock s_gate = new();
    private static long s_fullAt;

    /// <summary>Waits for its turn; dispose of the result to leave.</summary>
    public static Lock.Scope Enter()
    {
        Lock.Scope scope = s_gate.EnterScope();
        long allocated = GC.GetTotalAllocatedBytes();
        // An allocation beyond the room restarts the collector and resets the latency mode.
        if (allocated > s_fullAt || GCSettings.LatencyMode != GCLatencyMode.NoGCRegion)
        {
            MakeRoom();
            s_fullAt = allocated + RoomForLarge - RoomOfOneCall;
        }
        return scope;
    }

    /// <summary>Runs an operation of libtorch; exhausted memory has .NET's exception, as in the CPU engine.</summary>
    /// <exception cref="OutOfMemoryException">The processor or the GPU has not enough memory.</exception>
    public static T Run<T>(Func<T> operation)
    {
        try
        {
            return operation();
        }
        // All errors of libtorch are of one type; only the text distinguishes them.
        catch (ExternalException e) when (s_outOfMemory.Any(text => e.Message.Contains(text, StringComparison.Ordinal)))
        {
            throw new OutOfMemoryException("There is not enough memory.", e);
        }
    }

    private static void MakeRoom()
    {
        try
        {
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            {
                GC.EndNoGCRegion();
            }
            // Collects the garbage of earlier calls if there is not enough room.
            _ = GC.TryStartNoGCRegion(Room, RoomForLarge);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentOutOfRangeException)
        {
            // Either another thread has just restarted the collector, and the next call tries again; or the heap limit of the process is
            // too small, and a collection during a call may fail with TorchSharp's message.
        }
    }
}
