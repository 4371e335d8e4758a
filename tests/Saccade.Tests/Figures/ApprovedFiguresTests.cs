using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Xml.Linq;
using Saccade.Figures;
using Saccade.Figures.Drawing;
using Saccade.Images;

namespace Saccade.Tests.Figures;

/// <summary>Every figure as SVG equals, to the byte, the file that was viewed and approved.</summary>
public sealed class ApprovedFiguresTests
{
    private const string Approve = "SACCADE_APPROVE";
    private const string ApprovedFolder = "tests/Saccade.Tests/Figures/Approved";

    private static readonly string[] s_moves = ["left", "stay", "right"];

    public static TheoryData<string> Names => [.. Figures.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_figure_is_the_approved_one(string name)
    {
        Assert.SkipUnless(
            RuntimeInformation.ProcessArchitecture == Architecture.X64,
            "Skia compresses the images within a figure differently on other processors.");
        foreach (FigureTheme theme in Enum.GetValues<FigureTheme>())
        {
            string file = $"{name}-{theme.ToString().ToLowerInvariant()}.svg", path = Repository.Path($"{ApprovedFolder}/{file}");
            byte[] drawn = Figures[name](new() { Format = FigureFormat.Svg, Theme = theme });
            if (Environment.GetEnvironmentVariable(Approve) == "1")
            {
                File.WriteAllBytes(path, drawn);
            }
            string text = Encoding.UTF8.GetString(drawn), approved = File.ReadAllText(path).ReplaceLineEndings("\n");
            if (text == approved)
            {
                continue;
            }
            string changed = Path.Combine(Path.GetTempPath(), $"saccade-{file}");
            File.WriteAllBytes(changed, drawn);
            Assert.Fail($"{file} has changed. Compare {changed} with {path}; to approve it, run this test again with {Approve}=1.");
        }
    }

    [Fact]
    public void Nothing_is_approved_that_is_not_drawn() => Assert.Equal(
        Figures.Keys.SelectMany(name => (string[])[$"{name}-dark.svg", $"{name}-light.svg"]).Order(StringComparer.Ordinal),
        Directory.GetFiles(Repository.Path(ApprovedFolder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void An_svg_is_whole_repeats_itself_scales_and_has_the_size_and_paper_of_the_png(string name)
    {
        foreach (FigureTheme theme in Enum.GetValues<FigureTheme>())
        {
            byte[] svg = Figures[name](new() { Format = FigureFormat.Svg, Theme = theme });
            Assert.Equal(svg, Figures[name](new() { Format = FigureFormat.Svg, Theme = theme }));
            XElement root = XDocument.Parse(Encoding.UTF8.GetString(svg)).Root!;
            (string width, string height) = (root.Attribute("width")!.Value, root.Attribute("height")!.Value);
            Assert.Equal($"0 0 {width} {height}", root.Attribute("viewBox")!.Value);
            XElement style = root.Element(SvgCanvas.Svg + "style")!, paper = root.Element(SvgCanvas.Svg + "rect")!;
            string colour = theme == FigureTheme.Light ? "#FFFFFF" : "#0D1117";
            Assert.Equal("fill-paper", paper.Attribute("class")!.Value);
            Assert.Contains($".fill-paper{{fill:{colour};fill:var(--paper,{colour})}}", style.Value);
            Assert.Equal((width, height), (paper.Attribute("width")!.Value, paper.Attribute("height")!.Value));
            // Every class has its rule, and every reference its definition.
            Assert.All(root.Descendants().Attributes("class"), used => Assert.Contains($".{used.Value}{{", style.Value));
            string[] ids = [.. root.Descendants().Attributes("id").Select(id => id.Value)];
            Assert.Equal(ids.Distinct(), ids);
            Assert.All(root.Descendants(SvgCanvas.Svg + "use"), use => Assert.Contains(use.Attribute("href")!.Value[1..], ids));
            using SkiaSharp.SKBitmap png = Traces.Decode(Figures[name](new() { Theme = theme, Scale = 1 }));
            // A frame's zoom is a whole number of a PNG's pixels, so the size may differ a little.
            Assert.InRange(double.Parse(width, CultureInfo.InvariantCulture), 0.8 * png.Width, 1.2 * png.Width);
            Assert.Equal(Palette.Of(theme).Paper.Colour, png.GetPixel(1, 1));
        }
    }

    private static Dictionary<string, Func<FigureOptions, byte[]>> Figures { get; } = new()
    {
        ["accuracy"] = options => AccuracyFigure.Render([new("one", [0.3, 0.6, 0.9, 0.95], 500, 4)], options),
        ["confusion"] = options => ConfusionFigure.Render([[9, 1, 0], [0, 8, 2], [3, 0, 7]], options),
        ["curves-over-seeds"] = options => LearningCurves.Render([Run("a", 1), Run("a", 0.8), Run("b", 0.7), Run("b", 0.6)], options),
        ["curves"] = options => LearningCurves.Render([Run("a", 1), Run("b", 0.7)], options),
        ["episode"] = options => EpisodeFigure.Strip(Traces.Episode([0, 1, 2]) with { ClassNames = s_moves }, options),
        ["error-cost"] = options => ErrorCostFigure.Render("Test error, %", "FLOPs for an image",
            [
                new("640×640 pixels",
                    [new("attention", [(4e6, 31), (2e6, 44), (8e6, 25)]), new("convolutional net", [(3e7, 52), (9e8, 18)])]),
                new("1280×1280 pixels", [new("convolutional net", [(4e9, 21)])]),
            ], options),
        ["gallery"] = options => GalleryFigure.Render([Traces.Lively(), Traces.Lively(label: 6)], null, options),
        ["glimpses"] = options => AccuracyFigure.RenderError(
            [new("one", [0.3, 0.6, 0.9, 0.98], 500, 3), new("two", [0.5, 0.7], 500)], options),
        ["gradients"] = options => GradientFigure.Render(Run("a", 1), options),
        ["heat-map"] = options => HeatMapFigure.Render(Gaze(), options),
        ["mistakes"] = options => MistakesFigure.Render([Traces.Lively(label: 2), Traces.Lively(channels: 3)], options),
        ["retina"] = options => RetinaFigure.Render(Traces.Lively(), options),
        ["rollout"] = options => RolloutFigure.Render(Traces.Lively(), options),
        ["sheet"] = options => ContactSheet.Render(
            new ImageSet(Traces.Lively().Frames[0], new byte[] { 3 }, new(1, 30, 30)), "One image", "a note", options),
        ["stop"] = options => StopFigure.Render(
            new(
                [new(0.001, 3.2, 1.1, 0.9, 1.3), new(0.01, 2.4, 1.9, 1.6, 2.2), new(0.1, 1.2, 14, 13.3, 14.7)],
                [new(0.5, 1.5, 12, 11.4, 12.6), new(0.9, 2.6, 2.5, 2.2, 2.8), new(0.99, 3.3, 1.2, 1, 1.4)],
                [new(1, 1, 22, 21.2, 22.8), new(2, 2, 6, 5.6, 6.5), new(3, 3, 2, 1.7, 2.3), new(4, 4, 1, 0.8, 1.2)]),
            options),
        ["sweep"] = options => SweepFigure.Render([new("g", [new(4, 5, 1), new(8, 2, 0.5), new(12, 1.5, null)])], options),
    };

    private static CurveRun Run(string name, double factor) => new(name, new Dictionary<string, double[]>
    {
        ["epoch"] = [1, 2, 3, 4],
        ["validation_error_percent"] = [60 * factor, 20 * factor, 8 * factor, 9 * factor],
        ["train_accuracy"] = [0.3, 0.7, 0.9, 0.95],
        ["loss_action"] = [2.3 * factor, 1, 0.4, 0.2],
        ["loss_location"] = [-0.2, 0.1 * factor, double.NaN, -0.1],
        ["gradient_core_action"] = [3, 2 * factor, 1, 0.4],
        ["gradient_location_location"] = [0.2 * factor, 0.1, 0.3, 0.1],
    });

    private static GazeMap Gaze()
    {
        GazeMap map = new(classes: 2, glimpses: 2, side: 6);
        for (int i = 0; i < 40; i++)
        {
            map.Add(i % 2, i / 2 % 2, (i % 7 - 3) / 4f, (i % 5 - 2) / 3f);
        }
        return map;
    }
}
