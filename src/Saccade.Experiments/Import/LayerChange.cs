namespace Saccade.Experiments.Import;

/// <summary>How the weights of a layer of another program become those of this one.</summary>
internal enum LayerChange
{
    /// <summary>They are the same.</summary>
    None,

    /// <summary>
    /// The layer reads patches [K, G, G, C] of images whose mean and deviation were made 0 and 1; here patches are [K, C, G, G] of 0 to 1.
    /// </summary>
    NormalisedPatches,

    /// <summary>The layer reads locations (row, column); here they are (x, y).</summary>
    ReadsRowsFirst,

    /// <summary>The layer writes locations (row, column).</summary>
    WritesRowsFirst,

    /// <summary>The rows are gates u, i, f, o of the first unit, then of the second; here all i come first, then f, u and o.</summary>
    GatesOfUnits,
}
