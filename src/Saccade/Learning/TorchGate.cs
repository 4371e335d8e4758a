namespace Saccade.Learning;

/// <summary>
/// One caller at a time in libtorch, and garbage collected in between. TorchSharp makes an object of every number in a
/// formula and frees it as soon as nothing in .NET mentions it, even while native code still reads it: a collection that
/// another thread brings about in the midst of a call ends a training once in some hundred thousand steps.
/// </summary>
internal static class TorchGate
{
    // Far less than what makes .NET collect by itself.
    private const long MostGarbage = 1 << 20;
    private static readonly Lock s_gate = new();
    private static long s_collectedAt;

    /// <summary>Waits for those before; leave by disposing of what is returned.</summary>
    public static Lock.Scope Enter()
    {
        Lock.Scope scope = s_gate.EnterScope();
        long allocated = GC.GetTotalAllocatedBytes();
        if (allocated - s_collectedAt > MostGarbage)
        {
            GC.Collect(0);
            s_collectedAt = allocated;
        }
        return scope;
    }
}
