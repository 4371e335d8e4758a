using Saccade.Runtime;

namespace Saccade.Figures;

/// <summary>The background a figure is made for.</summary>
public enum FigureTheme
{
    /// <summary>Dark ink on white.</summary>
    Light,

    /// <summary>Light ink on near black.</summary>
    Dark,
}

/// <summary>The kind of file a figure is.</summary>
public enum FigureFormat
{
    /// <summary>Pixels.</summary>
    Png,

    /// <summary>Lines and letters that stay sharp at any size; the pixels of images stay squares.</summary>
    Svg,
}

/// <summary>How figures look. The same data and options give the same bytes; no font of the system is used.</summary>
public sealed record FigureOptions
{
    /// <summary>The most glimpses of a rollout that a figure shows.</summary>
    public const int MostGlimpses = 64;

    /// <summary>The background the figure is made for.</summary>
    public FigureTheme Theme
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new OptionException($"Theme was {value}; it may be {string.Join(", ", Enum.GetNames<FigureTheme>())}.");
    } = FigureTheme.Light;

    /// <summary>The kind of file; animations are WebP whatever this says.</summary>
    public FigureFormat Format
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new OptionException($"Format was {value}; it may be {string.Join(", ", Enum.GetNames<FigureFormat>())}.");
    } = FigureFormat.Png;

    /// <summary>Pixels of the PNG for each pixel of the layout, 1 to 4; 2 stays sharp on dense screens.</summary>
    public int Scale
    {
        get;
        init => field = value is >= 1 and <= 4 ? value : throw new OptionException($"Scale was {value}; it may be 1 to 4.");
    } = 2;
}
