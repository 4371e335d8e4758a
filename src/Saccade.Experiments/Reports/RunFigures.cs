using Saccade.Figures;
using Saccade.Figures.Drawing;

namespace Saccade.Experiments.Reports;

/// <summary>Writes every figure of a model that looks glimpse by glimpse into a folder, a file for each.</summary>
public static class RunFigures
{
    private const int MistakesShown = 8;

    /// <summary>How many rollouts and mistakes an inspection should keep for these figures.</summary>
    public const int Rollouts = 24;

    /// <summary>
    /// Writes <c>rollout</c>, <c>gallery</c>, <c>retina</c>, <c>heat-map</c>, <c>accuracy</c>, <c>glimpses</c>,
    /// <c>confusion</c>, <c>mistakes</c>, of a model with a stop network <c>stop</c>, of a run also <c>curves</c> and <c>gradients</c>, as
    /// PNG or SVG, and the animations <c>rollout.webp</c> and <c>grid.webp</c>. What there is nothing to show of is left out.
    /// </summary>
    /// <param name="inspection">What is shown, of a model that looks glimpse by glimpse.</param>
    /// <param name="run">The run, for its curves; null for a model on its own.</param>
    /// <param name="folder">Where to; made if it is missing. Files of these names are replaced.</param>
    /// <param name="options">How they look.</param>
    /// <returns>The files written.</returns>
    /// <exception cref="SaccadeException">The folder or a file cannot be written, or the run's metrics cannot be read.</exception>
    public static IReadOnlyList<string> Write(Inspection inspection, RunFolder? run, string folder, FigureOptions options)
    {
        ArgumentNullException.ThrowIfNull(inspection);
        ArgumentNullException.ThrowIfNull(options);
        if (inspection.Gaze is null || inspection.ByGlimpses is null)
        {
            throw new SaccadeException(
                new(ErrorKind.Unsupported, Detail: "this model classifies whole images: there are no glimpses to draw"));
        }
        string ending = options.Format == FigureFormat.Svg ? ".svg" : ".png";
        GlimpseTrace shown = inspection.Rollouts[0];
        GlimpseCurve trained = inspection.ByGlimpses with { Accuracy = inspection.Result.AccuracyByGlimpse };
        List<(string Name, byte[] Content)> figures =
        [
            ("rollout" + ending, RolloutFigure.Render(shown, options)),
            ("gallery" + ending, GalleryFigure.Render([.. inspection.Rollouts.Take(Rollouts)], null, options)),
            ("retina" + ending, RetinaFigure.Render(shown, options)),
            ("heat-map" + ending, HeatMapFigure.Render(inspection.Gaze, options, inspection.Names)),
            ("accuracy" + ending, AccuracyFigure.Render([trained], options)),
            ("glimpses" + ending, AccuracyFigure.RenderError([inspection.ByGlimpses], options)),
            ("confusion" + ending, ConfusionFigure.Render(inspection.Result.Confusion, options, inspection.Names)),
            ("rollout.webp", RolloutAnimation.Render(shown, options)),
            ("grid.webp", RolloutAnimation.RenderGrid([.. inspection.Rollouts.Take(Rollouts)], null, options)),
        ];
        if (inspection.Result.StopCurve is StopCurve stops)
        {
            figures.Add(("stop" + ending, StopFigure.Render(stops, options)));
        }
        if (inspection.Mistakes.Count > 0)
        {
            figures.Add(("mistakes" + ending, MistakesFigure.Render([.. inspection.Mistakes.Take(MistakesShown)], options)));
        }
        if (run is not null && RunPictures.Curve(run) is CurveRun curve)
        {
            figures.Add(("curves" + ending, LearningCurves.Render([curve], options)));
            if (GradientFigure.CanRender(curve))
            {
                figures.Add(("gradients" + ending, GradientFigure.Render(curve, options)));
            }
        }
        return RunPictures.WriteAll(folder, figures);
    }
}
