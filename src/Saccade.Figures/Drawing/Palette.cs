using SkiaSharp;

namespace Saccade.Figures.Drawing;

/// <summary>The colours of one theme. Those that carry meaning are after Okabe and Ito, told apart by colour-blind eyes too.</summary>
internal sealed record Palette
{
    public required SKColor Paper { get; init; }

    public required SKColor Ink { get; init; }

    /// <summary>For what should be readable and stand back.</summary>
    public required SKColor Muted { get; init; }

    /// <summary>For grid lines, borders and empty bars.</summary>
    public required SKColor Faint { get; init; }

    public required SKColor Right { get; init; }

    public required SKColor Wrong { get; init; }

    /// <summary>Colours of curves, in their order.</summary>
    public required IReadOnlyList<SKColor> Series { get; init; }

    public static Palette Of(FigureTheme theme) => theme == FigureTheme.Dark ? Dark : Light;

    private static Palette Light { get; } = new()
    {
        Paper = SKColor.Parse("FFFFFF"),
        Ink = SKColor.Parse("1F2328"),
        Muted = SKColor.Parse("656D76"),
        Faint = SKColor.Parse("E4E7EB"),
        Right = SKColor.Parse("00805D"),
        Wrong = SKColor.Parse("C24E00"),
        Series = Colours("0072B2", "D55E00", "009E73", "CC79A7", "E69F00", "56B4E9", "7A5195", "1F2328"),
    };

    private static Palette Dark { get; } = new()
    {
        Paper = SKColor.Parse("0D1117"),
        Ink = SKColor.Parse("E6EDF3"),
        Muted = SKColor.Parse("9198A1"),
        Faint = SKColor.Parse("2B3139"),
        Right = SKColor.Parse("2FC79A"),
        Wrong = SKColor.Parse("FF8A3D"),
        Series = Colours("4AA8E8", "FF8A3D", "2FC79A", "E59BC6", "F2C14E", "A3D4F5", "B79BE0", "E6EDF3"),
    };

    private static SKColor[] Colours(params string[] hex) => Array.ConvertAll(hex, SKColor.Parse);
}
