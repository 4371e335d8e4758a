namespace Saccade.Fast;

/// <summary>A [Rows, Depth]: element (m, k) lies at m·RowStep + k·DepthStep.</summary>
internal unsafe struct LeftFactor
{
    public float* Start;
    public nint RowStep;
    public nint DepthStep;
    public int Rows;
    public int Depth;
}

/// <summary>B in panels: element (k, n) of panel p lies at p·PanelStep + k·DepthStep + n.</summary>
internal unsafe struct Panels
{
    public float* Start;
    public nint PanelStep;
    public nint DepthStep;
    public int Count;
}

/// <summary>C in panels: element (m, n) of panel p lies at p·PanelStep + m·RowStep + n.</summary>
internal unsafe struct PanelResult
{
    public float* Start;
    public nint PanelStep;
    public nint RowStep;
}

/// <summary>What becomes of a product before it is stored.</summary>
internal unsafe struct Ending
{
    /// <summary>Whether it is added to what C holds.</summary>
    public bool Accumulate;

    /// <summary>Added to every row; null for none.</summary>
    public float* Bias;

    /// <summary>Whether what is below zero becomes zero.</summary>
    public bool Relu;

    /// <summary>Where this is not above zero the result becomes zero: the way back through a relu. Null for none.</summary>
    public float* Gate;

    /// <summary>From one row of the gate to the next.</summary>
    public nint GateRow;
}
