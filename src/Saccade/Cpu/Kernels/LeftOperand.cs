namespace Saccade.Cpu.Kernels;

/// <summary>A [Rows, Depth]: element (m, k) lies at m·RowStep + k·DepthStep.</summary>
internal unsafe struct LeftOperand
{
    public float* Start;
    public nint RowStep;
    public nint DepthStep;
    public int Rows;
    public int Depth;
}
