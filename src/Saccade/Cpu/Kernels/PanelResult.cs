namespace Saccade.Cpu.Kernels;

/// <summary>C in panels: element (m, n) of panel p lies at p·PanelStep + m·RowStep + n.</summary>
internal unsafe struct PanelResult
{
    public float* Start;
    public nint PanelStep;
    public nint RowStep;
}
