namespace Saccade.Cpu.Kernels;

/// <summary>What is applied to a product before it is stored.</summary>
internal unsafe struct Epilogue
{
    /// <summary>Whether it is added to what C holds.</summary>
    public bool Accumulate;

    /// <summary>Added to every row; null for none.</summary>
    public float* Bias;

    /// <summary>Whether values below zero become zero.</summary>
    public bool Relu;

    /// <summary>Where it is not above zero the result becomes zero: the backward pass of a relu. Null for none.</summary>
    public float* Gate;

    /// <summary>The distance from one row of the gate to the next.</summary>
    public nint GateRow;
}
