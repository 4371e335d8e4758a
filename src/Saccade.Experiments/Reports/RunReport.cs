using Saccade.Figures;
using Saccade.Figures.Html;

namespace Saccade.Experiments.Reports;

/// <summary>One HTML file about a run, which loads nothing: result, rollouts that play, figures, mistakes, recipe.</summary>
public static class RunReport
{
    /// <summary>The report of a model; the same model and inspection give the same text.</summary>
    /// <param name="trained">The model, and its run for the curves.</param>
    /// <param name="inspection">What it did on the episodes.</param>
    /// <param name="split">Which episodes these were.</param>
    /// <exception cref="SaccadeException">The run's metrics cannot be read.</exception>
    public static string Write(TrainedModel trained, Inspection inspection, Split split)
    {
        ArgumentNullException.ThrowIfNull(trained);
        ArgumentNullException.ThrowIfNull(inspection);
        Recipe recipe = trained.RequireRecipe();
        string seed = trained.File.Facts.GetValueOrDefault("seed", "unknown");
        ReportPage page = new(
            recipe.Title.Length > 0 ? recipe.Title : recipe.Name,
            $"Saccade · report of a {(trained.Run is null ? "model" : "run")}",
            $"Recipe {recipe.Name}, seed {seed}.");
        EvaluationResult result = inspection.Result;
        TaskMeasure measure = inspection.Task.Measure;
        string kind = split.Kind();
        string how = inspection.Rollouts.Count == 0 ? "each seen whole" : "one rollout each, mean policy";
        Result(page, trained, Formatting.Number(result.ErrorPercent), $"{kind} {measure.Error}",
            $"95% interval {Formatting.Number(result.ErrorPercentLow)} to {Formatting.Number(result.ErrorPercentHigh)}%, "
            + $"{Formatting.Whole(result.Images)} {measure.Items}, {how}"
            + (result.MeanGlimpses is double glimpses ? $"; {Formatting.Number(glimpses)} glimpses on average" : "")
            + (result.BalancedAccuracyPercent is double balanced && HasNames(inspection.Names)
                ? $"; balanced accuracy {Formatting.Number(balanced)}%" : "")
            + (CostText.Of(result, trained.File.Model) is { Length: > 0 } cost ? $"; read: {cost}" : "")
            + (result.LabelErrorPercent is double labels ? $"; {Formatting.Number(labels)}% of single labels" : ""));
        if (inspection.Rollouts.Count > 0)
        {
            page.Section("rollouts", "Watch it look",
                $"The first {kind} {measure.Items}, glimpse by glimpse: "
                + "where the sensor is, what it sees, and what the model then answers.");
            page.Body.Raw(RolloutPlayer.Render(inspection.Rollouts, "first"));
        }
        if (inspection.Gaze is not null && inspection.ByGlimpses is not null)
        {
            Attention(page, inspection, inspection.Gaze, inspection.ByGlimpses);
        }
        if (result.Confusion.Count > 0)
        {
            Errors(page, inspection);
        }
        return End(page, trained, recipe);
    }

    private static void Errors(ReportPage page, Inspection inspection)
    {
        page.Section("errors", "Errors");
        page.Body.Open("div", ("class", "figures"));
        page.Figure(ConfusionFigure.Render(inspection.Result.Confusion, PageFigure.Options, inspection.Names),
            "Rows are what an image is, columns what it was classified as; the last column is the share classified correctly.");
        page.Body.Open("div").Element("h3", "Most frequent");
        page.Table(
            ["is", "classified as", "images", "of its class"], ClassTables.Confusions(inspection.Result.Confusion, inspection.Names));
        page.Body.Close().Close().Line();
        if (inspection.Result.Recall is not null && HasNames(inspection.Names))
        {
            page.Body.Element("h3", "By class");
            page.Paragraph("Recall: the share of a class that was classified as it. Precision: the share of right ones among the answers.");
            page.Table(["class", "images", "recall", "precision"], ClassTables.Classes(inspection.Result, inspection.Names));
        }
        if (inspection.Mistakes.Count > 0)
        {
            page.Body.Element("h3", "What it saw when it was wrong");
            page.Paragraph("The most confident mistakes first.");
            page.Body.Raw(RolloutPlayer.Render(inspection.Mistakes, "mistakes"));
        }
    }

    /// <summary>Whether classes have names other than their numbers.</summary>
    private static bool HasNames(IReadOnlyList<string> names) => names.Any(name => name.Any(char.IsLetter));

    private static void Result(ReportPage page, TrainedModel trained, string figure, string what, string interval)
    {
        page.Section("result", "Result");
        page.Body.Open("div", ("class", "result")).Open("div");
        page.Body.Open("p", ("class", "result-figure")).Text(figure).Element("small", " %").Close();
        page.Body.Element("p", what, ("class", "result-measure")).Element("p", interval, ("class", "interval")).Close();
        page.Facts(ReportFacts.Origin(trained));
        page.Body.Close();
    }

    private static void Attention(ReportPage page, Inspection inspection, GazeMap gaze, GlimpseCurve byGlimpses)
    {
        page.Section("attention", "Attention");
        page.Body.Open("div", ("class", "figures"));
        page.Figure(HeatMapFigure.Render(gaze, PageFigure.Options, inspection.Names),
            $"Glimpse centres on the {Formatting.Whole(inspection.Result.Images)} images by class (rows) and step (columns), "
            + "all on one scale. A first glimpse at a random place fills its map evenly.");
        page.Body.Open("div");
        page.Figure(AccuracyFigure.Render([byGlimpses with { Accuracy = inspection.Result.AccuracyByGlimpse }], PageFigure.Options),
            "How many images it would classify correctly if it had to answer after that glimpse; bars are 95% intervals.");
        page.Figure(AccuracyFigure.RenderError([byGlimpses], PageFigure.Options),
            "The same as an error, for up to twice as many glimpses as it was trained with.");
        page.Body.Close().Close().Line();
        if (inspection.Result.StopCurve is StopCurve stops)
        {
            page.Figure(StopFigure.Render(stops, PageFigure.Options),
                "The stop network at prices of a glimpse from low to high, beside two ways to end without one; bands are 95% intervals.");
        }
        page.Figure(RetinaFigure.Render(inspection.Rollouts[0], PageFigure.Options),
            "The first image as the sensor delivers it: a patch for each scale, and what the glimpses so far add up to.", wide: true);
    }

    private static string End(ReportPage page, TrainedModel trained, Recipe recipe)
    {
        if (trained.Run is not null && RunPictures.Curve(trained.Run) is CurveRun curve)
        {
            page.Section("training", "Training",
                "Loss terms are unweighted; their weighted sum J may well be negative. docs/metrics.md says what is normal.");
            if (TrainingNotes.Of(recipe).ToArray() is { Length: > 0 } notes)
            {
                page.Paragraph(string.Join(' ', notes));
            }
            page.Figure(
                LearningCurves.Render([curve], PageFigure.Options),
                "Learning curves by epoch. Gradient norms, on the last batch of every epoch, say how strongly a loss term pulls a network.",
                wide: true);
        }
        page.Section("recipe", "Recipe", "What it overrides of the defaults.");
        page.Table(["option", "value", "default"], ReportFacts.Overrides(recipe));
        page.Body.Open("details").Element("summary", "Every option, as resolved");
        page.Body.Open("pre", ("tabindex", "0")).Element("code", RecipeText.Write(recipe).TrimEnd()).Close().Close().Line();
        page.Section("networks", "Networks");
        IReadOnlyList<NetworkCost> costs = NetworkPlan.Create(trained.File.Model).Costs();
        page.Table(["network", "layers", "weights", "FLOPs", "times"], costs.Select(cost => (string[])
        [
            cost.Network,
            cost.Layers,
            .. new[] { cost.Parameters, cost.FlopsPerUse, cost.Uses }.Select(Formatting.Whole),
        ]));
        return page.Write("Made by `saccade report`. This file loads nothing and can be sent as it is.");
    }
}
