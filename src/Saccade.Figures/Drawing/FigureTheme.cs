namespace Saccade.Figures.Drawing;

/// <summary>The background of a figure.</summary>
public enum FigureTheme
{
    /// <summary>Dark ink on white.</summary>
    Light,

    /// <summary>Light ink on near black.</summary>
    Dark,
}
