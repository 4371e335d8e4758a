using System.Runtime;

namespace Saccade.Learning;

/// <summary>
/// One caller at a time in libtorch, and no garbage collected meanwhile. TorchSharp makes an object of every number in a
/// formula and frees it as soon as nothing in .NET mentions it, even while native code still reads it: a collection in the
/// midst of a call, which any thread may bring about, ends the training. So the collector is held off and set going between calls.
/// </summary>
internal static class TorchGate
{
    // What the process may allocate until garbage is collected, and how much of it one call is sure to have. With more room for
    // large objects the runtime of .NET 10 takes hundreds of MiB; a tensor's numbers are none, they lie outside of .NET's heap.
    private const long Room = 24 << 20, RoomForLarge = 8 << 20, RoomOfOneCall = 4 << 20;
    private static readonly Lock s_gate = new();
    private static long s_fullAt;

    /// <summary>Waits for those before; leave by disposing of what is returned.</summary>
    public static Lock.Scope Enter()
    {
        Lock.Scope scope = s_gate.EnterScope();
        long allocated = GC.GetTotalAllocatedBytes();
        // Whoever allocates more than there is room for sets the collector going again, and the latency mode back.
        if (allocated > s_fullAt || GCSettings.LatencyMode != GCLatencyMode.NoGCRegion)
        {
            MakeRoom();
            s_fullAt = allocated + RoomForLarge - RoomOfOneCall;
        }
        return scope;
    }

    private static void MakeRoom()
    {
        try
        {
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            {
                GC.EndNoGCRegion();
            }
            // Collects what the calls before left, if there is not enough room.
            _ = GC.TryStartNoGCRegion(Room, RoomForLarge);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentOutOfRangeException)
        {
            // Another thread has set the collector going in this very moment, and the next call tries again; or the process
            // may not have so large a heap, and a collection that falls into a call may end it, with TorchSharp's message.
        }
    }
}
