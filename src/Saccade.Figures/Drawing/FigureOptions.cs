namespace Saccade.Figures.Drawing;

/// <summary>How figures look. The same data and options give the same bytes; fonts of the system are not used.</summary>
public sealed record FigureOptions
{
    /// <summary>The maximum number of glimpses in a figure of a rollout.</summary>
    public const int MostGlimpses = 64;

    /// <summary>The background of the figure.</summary>
    public FigureTheme Theme { get; init => field = Require.Defined(value); } = FigureTheme.Light;

    /// <summary>The kind of file; animations are always WebP.</summary>
    public FigureFormat Format { get; init => field = Require.Defined(value); } = FigureFormat.Png;

    /// <summary>Pixels of the PNG for each pixel of the layout, 1 to 4; 2 stays sharp on dense screens.</summary>
    public int Scale { get; init => field = Require.Between(value, 1, 4); } = 2;
}
