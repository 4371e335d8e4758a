using System.Globalization;
using System.Text;
using System.Text.Json;
using Saccade.Evaluation;
using Saccade.Runtime;

namespace Saccade.Figures.Pages;

/// <summary>
/// Rollouts that play on a web page: a stage with play, pause, step and speed, and below it small pictures to choose from.
/// Without a script the small pictures remain. The page holds <see cref="Style"/> and, at its end, <see cref="Script"/> once.
/// </summary>
public static class RolloutPlayer
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>The style sheet; it uses the variables of <see cref="PageFigure.Variables"/>.</summary>
    public static string Style => Resource("player.css");

    /// <summary>The script that brings every player of the page to life.</summary>
    public static string Script => Resource("player.js");

    /// <summary>A player for rollouts.</summary>
    /// <param name="traces">At least one rollout.</param>
    /// <param name="id">Tells players of a page apart: letters, digits, dashes.</param>
    /// <exception cref="OptionException">There are no traces.</exception>
    /// <exception cref="SaccadeException">The arrays of a trace do not fit together, or hold NaN or probabilities outside of 0 to 1.</exception>
    public static string Render(IReadOnlyList<GlimpseTrace> traces, string id) => Element([.. traces.Select(PlayerTrace.Of)], id, "glimpse");

    /// <summary>A player for episodes of a game.</summary>
    /// <param name="episodes">At least one episode.</param>
    /// <param name="id">Tells players of a page apart: letters, digits, dashes.</param>
    /// <exception cref="OptionException">There are no episodes.</exception>
    /// <exception cref="SaccadeException">The arrays of a trace do not fit together.</exception>
    public static string Render(IReadOnlyList<EpisodeTrace> episodes, string id) =>
        Element([.. episodes.Select(episode => PlayerTrace.Of(episode, EpisodeFigure.MoveNames))], id, "step");

    private static string Element(PlayerTrace[] traces, string id, string step)
    {
        if (traces.Length == 0)
        {
            throw new OptionException("A player was asked for of 0 rollouts; it may show 1 or more.");
        }
        StringBuilder text = new();
        text.Append($"<div class=\"player\" id=\"{id}\" data-step=\"{step}\">\n<div class=\"player-small\">\n");
        for (int i = 0; i < traces.Length; i++)
        {
            text.Append(Small(traces[i], i));
        }
        text.Append("</div>\n<script type=\"application/json\">");
        // The default encoder leaves no < in the text, so nothing can end the element early.
        return text.Append(JsonSerializer.Serialize(traces, s_json)).Append("</script>\n</div>\n").ToString();
    }

    /// <summary>A button with the image, the path over it and the answer.</summary>
    private static string Small(PlayerTrace trace, int number)
    {
        float radius = 0.035f * Math.Max(trace.Width, trace.Height);
        bool path = trace.Images.Count == 1;
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"<button type=\"button\" class=\"small {(trace.Right ? "is-right" : "is-wrong")}\" data-number=\"{number}\" aria-label=\"Rollout {number + 1}: {trace.Verdict}\">");
        text.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {trace.Width} {trace.Height}\" aria-hidden=\"true\"><image class=\"pixels\" width=\"{trace.Width}\" height=\"{trace.Height}\" href=\"{trace.Images[^1]}\"/>");
        (double X, double Y)[] centres = [.. trace.Boxes.Select(boxes => (boxes[0][0] + boxes[0][2] / 2.0, boxes[0][1] + boxes[0][2] / 2.0))];
        if (path)
        {
            string points = string.Join(' ', centres.Select(at => string.Create(CultureInfo.InvariantCulture, $"{at.X},{at.Y}")));
            text.Append($"<polyline class=\"path\" points=\"{points}\"/>");
        }
        for (int t = path ? 0 : centres.Length - 1; t < centres.Length; t++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{centres[t].X}\" cy=\"{centres[t].Y}\" r=\"{radius:0.##}\" fill=\"{trace.Colours[t]}\"/>");
        }
        return text.Append($"</svg><span>{trace.Verdict} <b aria-hidden=\"true\">{(trace.Right ? "✓" : "✗")}</b></span></button>\n").ToString();
    }

    private static string Resource(string name)
    {
        using Stream stream = typeof(RolloutPlayer).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
