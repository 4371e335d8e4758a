using System.Buffers;

namespace Saccade.Cpu.Buffers;

/// <summary>An aligned buffer as managed memory.</summary>
internal sealed unsafe class BufferMemory(AlignedBuffer buffer) : MemoryManager<float>
{
    public override Span<float> GetSpan() => new(buffer.Start, checked((int)buffer.Length));

    public override MemoryHandle Pin(int elementIndex = 0) => new(buffer.Start + elementIndex);

    public override void Unpin() { }

    protected override void Dispose(bool disposing) { }
}
