using Saccade.Checkpoints;
using Saccade.Evaluation;
using Saccade.Experiments.Runs;
using Saccade.Figures;
using Saccade.Runtime;

namespace Saccade.Experiments.Reports;

/// <summary>Writes every figure of a model that looks glimpse by glimpse into a folder, a file for each.</summary>
public static class RunFigures
{
    private const int OnGrid = 24, MistakesShown = 8;

    /// <summary>How many rollouts and mistakes a survey should keep for these figures.</summary>
    public const int Kept = 24;

    /// <summary>
    /// Writes <c>rollout</c>, <c>gallery</c>, <c>retina</c>, <c>heat-map</c>, <c>accuracy</c>, <c>glimpses</c>,
    /// <c>confusion</c>, <c>mistakes</c>, of a run also <c>curves</c> and <c>gradients</c>, as PNG or SVG, and the
    /// animations <c>rollout.webp</c> and <c>grid.webp</c>. What there is nothing to show of is left out.
    /// </summary>
    /// <param name="survey">What is shown, of a model that looks glimpse by glimpse.</param>
    /// <param name="run">The run, for its curves; null for a model on its own.</param>
    /// <param name="folder">Where to; made if it is missing. Files of these names are replaced.</param>
    /// <param name="options">How they look.</param>
    /// <returns>The files written.</returns>
    /// <exception cref="SaccadeException">The folder or a file can't be written, or the run's metrics can't be read.</exception>
    public static IReadOnlyList<string> Write(Survey survey, RunFolder? run, string folder, FigureOptions options)
    {
        ArgumentNullException.ThrowIfNull(survey);
        ArgumentNullException.ThrowIfNull(options);
        if (survey.Gaze is null || survey.ByGlimpses is null)
        {
            throw new SaccadeException("This net looks at the whole image at once: there are no glimpses to draw.");
        }
        // Drawn before anything is written: what can't be drawn leaves no folder behind.
        string ending = options.Format == FigureFormat.Svg ? ".svg" : ".png";
        GlimpseTrace shown = survey.Rollouts[0];
        GlimpseCurve trained = survey.ByGlimpses with { Accuracy = survey.Result.AccuracyByGlimpse };
        List<(string Name, byte[] Content)> figures =
        [
            ("rollout" + ending, RolloutFigure.Render(shown, options)),
            ("gallery" + ending, GalleryFigure.Render([.. survey.Rollouts.Take(OnGrid)], null, options)),
            ("retina" + ending, RetinaFigure.Render(shown, options)),
            ("heat-map" + ending, HeatMapFigure.Render(survey.Gaze, options)),
            ("accuracy" + ending, AccuracyFigure.Render([trained], options)),
            ("glimpses" + ending, AccuracyFigure.RenderError([survey.ByGlimpses], options)),
            ("confusion" + ending, ConfusionFigure.Render(survey.Result.Confusion, options)),
            ("rollout.webp", RolloutAnimation.Render(shown, options)),
            ("grid.webp", RolloutAnimation.RenderGrid([.. survey.Rollouts.Take(OnGrid)], null, options)),
        ];
        if (survey.Mistakes.Count > 0)
        {
            figures.Add(("mistakes" + ending, MistakesFigure.Render([.. survey.Mistakes.Take(MistakesShown)], options)));
        }
        if (run is not null && RunPictures.Curve(run) is CurveRun curve)
        {
            figures.Add(("curves" + ending, LearningCurves.Render([curve], options)));
            if (GradientFigure.CanRender(curve))
            {
                figures.Add(("gradients" + ending, GradientFigure.Render(curve, options)));
            }
        }
        RunPictures.MakeFolder(folder);
        return [.. figures.Select(figure =>
        {
            string path = Path.Combine(folder, figure.Name);
            AtomicFile.WriteBytes(path, figure.Content);
            return path;
        })];
    }
}
