using Saccade.Errors;
using Saccade.Figures;
using Saccade.Figures.Drawing;
using Saccade.Figures.Plots;
using Saccade.Training;
using SkiaSharp;

namespace Saccade.Tests.Figures;

public sealed class LearningCurvesTests
{
    private static readonly FigureOptions OneToOne = new() { Scale = 1 };
    private static readonly Palette Light = Palette.Of(FigureTheme.Light);

    [Fact]
    public void A_constant_runs_through_the_middle_of_its_panel_and_gaps_stay_empty()
    {
        // Spread 1 gets an axis from 0.5 to 1.5; epochs 1 to 9, of which 4 to 6 are missing.
        double[] spread = [1, 1, 1, double.NaN, double.PositiveInfinity, double.NaN, 1, 1, 1];
        using SKBitmap picture = Traces.Decode(LearningCurves.Render([Run(("location_spread", spread))], OneToOne));
        List<int> columns = [];
        for (int x = 0; x < picture.Width; x++)
        {
            if (Enumerable.Range(0, picture.Height).Any(y => picture.GetPixel(x, y) == Light.Series[0].Colour))
                columns.Add(x);
        }
        const int Left = 28 + 46, Width = 390 - 46;
        Assert.Equal(Left, columns[0], 2.0);
        Assert.Equal(Left + Width, columns[^1], 2.0);
        Assert.Contains(Left + Width / 8, columns);
        Assert.DoesNotContain(Left + Width / 2, columns);
    }

    [Fact]
    public void The_mark_of_the_lowest_error_hides_nothing_of_the_other_curve()
    {
        double[] validation = [.. Enumerable.Range(0, 40).Select(i => i == 0 ? 30 : 10 - i / 1000.0)];
        double[] accuracy = [.. validation.Select(_ => 0.87)];
        CurveRun run = Run(("validation_error_percent", validation), ("train_accuracy", accuracy));
        using SKBitmap picture = Traces.Decode(LearningCurves.Render([run], OneToOne));
        const int Left = 28 + 46, Right = 28 + 390, Legend = 100;
        // But for the first epoch, where the curves cross.
        Assert.All(Enumerable.Range(Left + 10, Right - Left - 12), x =>
            Assert.Contains(Enumerable.Range(Legend, picture.Height - Legend), y => picture.GetPixel(x, y) == Light.Series[1].Colour));
        // And it is there: a disc is higher than a line is thick.
        Assert.InRange(
            Enumerable.Range(Legend, picture.Height - Legend).Count(y => picture.GetPixel(Right - 1, y) == Light.Series[0].Colour), 5, 9);
    }

    [Fact]
    public void Only_panels_with_something_to_show_take_room()
    {
        double[] rate = [0.1, 0.01], zero = [0, 0];
        using SKBitmap one = Draw(("learning_rate", rate), ("gradient_core_location", zero));
        using SKBitmap two = Draw(("learning_rate", rate), ("gradient_core_action", rate));
        Assert.True(two.Width > one.Width);

        static SKBitmap Draw(params (string Name, double[] Values)[] columns) =>
            Traces.Decode(LearningCurves.Render([Run(columns)], OneToOne));
    }

    [Fact]
    public void A_run_without_attention_has_no_panels_of_location_and_baseline()
    {
        double[] some = [0.1, 0.01], zero = [0, 0];
        CurveRun classifier = Run(
            ("loss", some), ("loss_action", some), ("loss_baseline", zero), ("loss_location", zero), ("reward", some),
            ("baseline_error", zero), ("location_spread", zero), ("gradient_hidden_action", some), ("gradient_scores_action", some));
        List<Plot> plots = MetricPanels.LearningCurves([classifier], Light);
        Assert.Equal(["Loss terms", "Reward", "Gradient norms by J action"], plots.Select(plot => plot.Title));
        Assert.Equal(["action", "sum J"], plots[0].Legend.Select(entry => entry.Name));
        Assert.Equal(["hidden", "scores"], plots[2].Legend.Select(entry => entry.Name));
        Assert.Equal(
            ["Loss terms", "Reward", "Gradient norms"],
            MetricPanels.LearningCurves([classifier, classifier], Light).Select(plot => plot.Title));
    }

    [Fact]
    public void Gradient_norms_have_a_panel_for_each_term_and_networks_keep_their_colours()
    {
        double[] some = [0.1, 0.01], zero = [0, 0];
        CurveRun run = Run(
            ("gradient_core_action", some), ("gradient_location_action", zero), ("gradient_core_location", some),
            ("gradient_location_location", some));
        List<Plot> plots = MetricPanels.LearningCurves([run], Light);
        Assert.Equal(["Gradient norms by J action", "Gradient norms by J location"], plots.Select(plot => plot.Title));
        Assert.Equal([[Light.Series[0]], [Light.Series[0], Light.Series[1]]], plots.Select(plot => plot.Series.Select(line => line.Paint)));
        // Of several runs, the network that each term reaches last.
        Assert.Equal(
            ["core by action", "location by location"],
            Assert.Single(MetricPanels.LearningCurves([run, run], Light)).Legend.Select(entry => entry.Name));
    }

    [Fact]
    public void One_epoch_and_several_runs_of_different_length_are_drawn_alike_every_time()
    {
        CurveRun[] runs =
        [
            Run(("epoch", [1]), ("validation_error_percent", [50.0]), ("train_accuracy", [0.4])),
            Run(("epoch", [1, 2, 3]), ("validation_error_percent", [50.0, 20, 0]), ("loss", [-1.0, -2, 3])),
        ];
        Assert.Equal(LearningCurves.Render(runs), LearningCurves.Render(runs));
        using SKBitmap single = Traces.Decode(LearningCurves.Render([runs[0]], OneToOne));
        Assert.True(single.Width > 0);
    }

    [Fact]
    public void A_net_without_attention_has_no_lines_of_location_and_baseline_beside_a_run_that_has()
    {
        CurveRun attention = Run(
            ("loss", [3.0]), ("loss_action", [1.0]), ("loss_baseline", [1.0]), ("loss_location", [1.0]), ("reward", [1.0]),
            ("baseline_error", [1.0]), ("location_spread", [1.0]), ("gradient_action_action", [1.0]),
            ("gradient_baseline_baseline", [1.0]), ("gradient_location_location", [1.0]));
        CurveRun net = new("net", attention.Columns.Where(column => !column.Key.StartsWith("gradient_", StringComparison.Ordinal))
            .Append(new("gradient_scores_action", [1.0])).ToDictionary());
        Assert.Equal((2, 1, 0), Lines([net]));
        Assert.Equal((4, 2, 1), Lines([attention]));
        Assert.Equal((6, 3, 1), Lines([attention, net]));

        static (int Loss, int Reward, int Spread) Lines(CurveRun[] runs)
        {
            List<Plot> plots = MetricPanels.LearningCurves(runs, Light);
            return (Count("Loss"), Count("Reward"), Count("Spread"));

            int Count(string title) =>
                plots.Where(plot => plot.Title?.StartsWith(title, StringComparison.Ordinal) == true).Sum(plot => plot.Series.Count);
        }
    }

    [Fact]
    public void Runs_of_one_name_are_drawn_as_their_mean_at_common_epochs_with_a_band_of_one_deviation()
    {
        CurveRun mean = CurveRun.Mean(
            [Run(("epoch", [1, 2, 3]), ("loss", [1.0, 2, 9]), ("reward", [0.0, 0, 0])), Run(("epoch", [2, 1]), ("loss", [4.0, 3]))])!;
        Assert.Equal([1.0, 2], mean.Epochs);
        Assert.Equal(["loss", "epoch"], mean.Columns.Keys);
        Assert.Equal([2.0, 3], mean.Columns["loss"]);
        Assert.Equal([2 - Math.Sqrt(2), 3 - Math.Sqrt(2)], mean.Band!.Value.Low.Columns["loss"]);
        Assert.Equal([2 + Math.Sqrt(2), 3 + Math.Sqrt(2)], mean.Band!.Value.High.Columns["loss"]);
        Assert.Null(CurveRun.Mean([Run(("epoch", [1]), ("loss", [1.0])), Run(("epoch", [2]), ("loss", [1.0]))]));

        // Nine runs of one name are one line.
        CurveRun[] runs = [.. Enumerable.Range(0, 9).Select(i => Run(("location_spread", [1 + 0.1 * i, 1])))];
        using SKBitmap picture = Traces.Decode(LearningCurves.Render(runs, OneToOne));
        using SKBitmap alone = Traces.Decode(LearningCurves.Render([runs[4]], OneToOne));
        Assert.True(Bluish(picture) > 2 * Bluish(alone));

        static int Bluish(SKBitmap bitmap) => bitmap.Pixels.Count(pixel => pixel.Blue - pixel.Red > 20);
    }

    [Fact]
    public void Every_figure_of_the_metrics_keeps_its_name()
    {
        // The panels look columns up by name: a renamed figure must not silently lose its curve.
        string[] drawn = ["epoch", "learning_rate", "loss", "loss_action", "loss_baseline", "loss_location", "train_accuracy",
            "reward", "baseline_error", "location_spread", "validation_error_percent", "gradient_core_action"];
        EpochMetrics metrics = new()
        {
            Epoch = 1,
            Step = 1,
            LearningRate = 1,
            Loss = default,
            TrainAccuracy = 1,
            Reward = 1,
            BaselineError = 1,
            LocationSpread = 1,
            ValidationErrorPercent = 1,
            ImagesPerSecond = 1,
            Seconds = 1,
            GradientNorms = [new("core", "action", 1)],
        };
        Assert.Subset(metrics.Figures().Select(f => f.Key).ToHashSet(), drawn.ToHashSet());
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused_with_the_name_of_the_run()
    {
        Assert.Throws<OptionException>(() => LearningCurves.Render([]));
        Assert.Throws<OptionException>(() => LearningCurves.Render(
            [.. Enumerable.Range(0, 9).Select(i => Run(("loss", [1.0])) with { Name = $"r{i}" })]));
        Assert.Contains("metrics: run 'r' has none", Refused(Run()));
        Assert.Contains("metrics: run 'r' has none", Refused(Run(("loss", []))));
        Assert.Contains("loss was 2; run 'r' has 1 rows", Refused(Run(("epoch", [1.0]), ("loss", [1.0, 2]))));
        Assert.Contains("run 'r' has no column", Refused(Run(("seconds", [1.0]))));
        Assert.Contains("epoch: a value of run 'r' is NaN", Refused(Run(("epoch", [double.NaN]), ("loss", [1.0]))));

        static string Refused(CurveRun run) => Assert.Throws<SaccadeException>(() => LearningCurves.Render([run])).Message;
    }

    private static CurveRun Run(params (string Name, double[] Values)[] columns) =>
        new("r", columns.ToDictionary(c => c.Name, c => c.Values));
}
