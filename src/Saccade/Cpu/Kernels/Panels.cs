namespace Saccade.Cpu.Kernels;

/// <summary>B in panels: element (k, n) of panel p lies at p·PanelStep + k·DepthStep + n.</summary>
internal unsafe struct Panels
{
    public float* Start;
    public nint PanelStep;
    public nint DepthStep;
    public int Count;
}
