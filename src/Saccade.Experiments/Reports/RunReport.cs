using System.Globalization;
using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Experiments.Pages;
using Saccade.Experiments.Recipes;
using Saccade.Experiments.Runs;
using Saccade.Figures;
using Saccade.Figures.Pages;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Experiments.Reports;

/// <summary>One HTML file about a run, which needs no other and no network: result, rollouts that play, figures, mistakes, recipe.</summary>
public static class RunReport
{
    /// <summary>The report of a model that names images; the same model and survey give the same text.</summary>
    /// <param name="trained">The model, and its run for the curves.</param>
    /// <param name="survey">What it did on the images.</param>
    /// <param name="split">Which images these were.</param>
    /// <exception cref="SaccadeException">The run's metrics can't be read.</exception>
    public static string Of(TrainedModel trained, Survey survey, Split split)
    {
        ArgumentNullException.ThrowIfNull(trained);
        ArgumentNullException.ThrowIfNull(survey);
        ReportPage page = Begin(trained);
        EvaluationResult result = survey.Result;
        string images = split == Split.Test ? "test" : "validation";
        string how = survey.Gaze is null ? "each seen whole" : "one rollout each, mean policy";
        Merit(page, trained, Number(result.ErrorPercent), $"{images} error",
            $"95% interval {Number(result.ErrorPercentLow)} to {Number(result.ErrorPercentHigh)}%, {Whole(result.Images)} images, {how}");
        if (survey.Rollouts.Count > 0)
        {
            page.Section("rollouts", "Watch it look", $"The first {images} images, glimpse by glimpse: where the sensor is, what it sees, and what the model then believes.");
            page.Element(RolloutPlayer.Render(survey.Rollouts, "first"));
        }
        if (survey.Gaze is not null && survey.ByGlimpses is not null)
        {
            Attention(page, survey, survey.Gaze, survey.ByGlimpses);
        }
        page.Section("errors", "Errors");
        page.Element("<div class=\"figures\">");
        page.Figure(ConfusionFigure.Render(result.Confusion, PageFigure.Options), "Rows are what an image is, columns what it was named; the last column is the share named rightly.");
        page.Element("<div><h3>Most frequent</h3>");
        page.Table(["is", "named", "images", "of its class"], ReportFacts.Confusions(result.Confusion));
        page.Element("</div></div>");
        if (survey.Mistakes.Count > 0)
        {
            page.Element("<h3>What it saw when it was wrong</h3>");
            page.Paragraph("The surest mistakes first.");
            page.Element(RolloutPlayer.Render(survey.Mistakes, "mistakes"));
        }
        return End(page, trained);
    }

    /// <summary>The report of a model that plays a game; the same model and episodes give the same text.</summary>
    /// <param name="trained">The model, and its run for the curves.</param>
    /// <param name="result">How well it plays.</param>
    /// <param name="split">Which episodes these were.</param>
    /// <param name="episodes">Episodes to show, at least one.</param>
    /// <exception cref="SaccadeException">The run's metrics can't be read.</exception>
    public static string Of(TrainedModel trained, GameResult result, Split split, IReadOnlyList<EpisodeTrace> episodes)
    {
        ArgumentNullException.ThrowIfNull(trained);
        ArgumentNullException.ThrowIfNull(result);
        ReportPage page = Begin(trained);
        string kind = split == Split.Test ? "test" : "validation";
        Merit(page, trained, Number(result.CaughtPercent), "caught",
            $"95% interval {Number(result.CaughtPercentLow)} to {Number(result.CaughtPercentHigh)}%, {Whole(result.Episodes)} {kind} episodes, most probable moves");
        page.Section("rollouts", "Watch it play", "Episodes step by step: the screen, where the sensor is, what it sees, and the move it takes.");
        page.Element(RolloutPlayer.Render(episodes, "episodes"));
        return End(page, trained);
    }

    private static ReportPage Begin(TrainedModel trained)
    {
        Recipe recipe = trained.Recipe;
        string seed = trained.File.Facts.GetValueOrDefault("seed", "unknown");
        return new(recipe.Title.Length > 0 ? recipe.Title : recipe.Name, "Saccade · report of a run", $"Recipe {recipe.Name}, seed {seed}.");
    }

    private static void Merit(ReportPage page, TrainedModel trained, string figure, string what, string interval)
    {
        page.Section("result", "Result");
        page.Element($"<div class=\"result\"><div><p class=\"figure-of-merit\">{figure}<small> %</small></p><p class=\"merit\">{HtmlPage.Plain(what)}</p><p class=\"interval\">{HtmlPage.Plain(interval)}</p></div>");
        page.Facts(ReportFacts.Of(trained));
        page.Element("</div>");
    }

    private static void Attention(ReportPage page, Survey survey, GazeMap gaze, GlimpseCurve byGlimpses)
    {
        page.Section("attention", "Attention");
        page.Element("<div class=\"figures\">");
        page.Figure(HeatMapFigure.Render(gaze, PageFigure.Options),
            $"Glimpse centres on the {Whole(survey.Result.Images)} images by class (rows) and step (columns), all on one scale. A first glimpse at a random place fills its map evenly.");
        page.Element("<div>");
        page.Figure(AccuracyFigure.Render([byGlimpses with { Accuracy = survey.Result.AccuracyByGlimpse }], PageFigure.Options),
            "How many images it would name rightly if it had to answer after that glimpse; bars are 95% intervals.");
        page.Figure(AccuracyFigure.RenderError([byGlimpses], PageFigure.Options),
            "The same as an error, for up to twice as many glimpses as it was trained with.");
        page.Element("</div></div>");
        page.Figure(RetinaFigure.Render(survey.Rollouts[0], PageFigure.Options),
            "The first image as the sensor delivers it: a patch for each scale, and what the glimpses so far add up to.", wide: true);
    }

    private static string End(ReportPage page, TrainedModel trained)
    {
        if (trained.Run is not null && RunPictures.Curve(trained.Run) is CurveRun curve)
        {
            page.Section("training", "Training", "Loss terms are unweighted; their weighted sum J may well be negative. docs/metrics.md tells what is normal.");
            page.Figure(LearningCurves.Render([curve], PageFigure.Options), "Learning curves by epoch.", wide: true);
            if (GradientFigure.CanRender(curve))
            {
                page.Figure(GradientFigure.Render(curve, PageFigure.Options), "How strongly each loss term pulls each network, on the last batch of every epoch.", wide: true);
            }
        }
        page.Section("recipe", "Recipe", "What it overrides of the defaults.");
        page.Table(["option", "value", "default"], ReportFacts.Overrides(trained.Recipe));
        page.Element($"<details><summary>Every option, as resolved</summary><pre><code>{HtmlPage.Plain(RecipeText.Write(trained.Recipe).TrimEnd())}</code></pre></details>");
        page.Section("networks", "Networks");
        IReadOnlyList<NetworkCost> costs = ModelCost.Of(trained.File.Model);
        page.Table(["network", "layers", "weights", "FLOPs", "times"], costs.Select(cost => (string[])
            [cost.Network, cost.Layers, Whole(cost.Parameters), Whole(cost.FlopsPerUse), Whole(cost.Uses)]));
        return page.Write("Made by `saccade report`. This file loads nothing and can be sent as it is.");
    }

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
