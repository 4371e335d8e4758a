namespace Saccade.Figures.Drawing;

/// <summary>The file format of a figure.</summary>
public enum FigureFormat
{
    /// <summary>Pixels.</summary>
    Png,

    /// <summary>Vector graphics, sharp at any size; enlarged pixels of images stay squares.</summary>
    Svg,
}
