namespace Saccade.Experiments.Export;

/// <summary>How the images of a task are written.</summary>
public enum ExportFormat
{
    /// <summary>A contact sheet to look at.</summary>
    Png,

    /// <summary>A pair of IDX files, images and labels.</summary>
    Idx,

    /// <summary>A NumPy archive with the arrays <c>images</c> and <c>labels</c>.</summary>
    Npz,
}
