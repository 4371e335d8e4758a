using System.Text.Json;

namespace Saccade.Figures.Html;

/// <summary>
/// Rollouts that play on a web page: a stage with play, pause, step and speed, and below it small pictures to select from.
/// Without scripts the small pictures remain. The page holds <see cref="Style"/> and, at its end, <see cref="Script"/> once.
/// </summary>
public static class RolloutPlayer
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>The style sheet; it uses the variables of <see cref="PageFigure.Variables"/>.</summary>
    public static string Style => HtmlWriter.Resource(typeof(RolloutPlayer), "player.css");

    /// <summary>The script that starts every player of the page.</summary>
    public static string Script => HtmlWriter.Resource(typeof(RolloutPlayer), "player.js");

    /// <summary>A player for rollouts, or for episodes step by step.</summary>
    /// <param name="traces">At least one rollout.</param>
    /// <param name="id">Distinguishes the players of a page: letters, digits, dashes.</param>
    /// <exception cref="OptionException">There are no traces.</exception>
    /// <exception cref="SaccadeException">The arrays of a trace do not fit together, or a value is NaN or outside its range.</exception>
    public static string Render(IReadOnlyList<GlimpseTrace> traces, string id)
    {
        ArgumentNullException.ThrowIfNull(traces);
        if (traces.Count == 0)
        {
            throw new OptionException(new(ErrorKind.OutOfRange, Key: "traces", Value: 0, Allowed: "1 or more"));
        }
        PlayerTrace[] shown = [.. traces.Select(PlayerTrace.Of)];
        string step = traces.All(trace => trace.IsStill) ? "glimpse" : "step";
        HtmlWriter html = new();
        html.Open("div", ("class", "player"), ("id", id), ("data-step", step)).Line().Open("div", ("class", "player-small")).Line();
        for (int i = 0; i < shown.Length; i++)
        {
            Small(html, shown[i], i);
        }
        html.Close().Line().Open("script", ("type", "application/json"));
        // The default encoder of JSON leaves no < in the text, so nothing can end the element early.
        return html.Raw(JsonSerializer.Serialize(shown, s_json)).Close().Line().Close().Line().ToString();
    }

    /// <summary>A button with the image, the path over it and the answer.</summary>
    private static void Small(HtmlWriter html, PlayerTrace trace, int number)
    {
        string width = Number(trace.Width), height = Number(trace.Height), radius = Number(0.035f * Math.Max(trace.Width, trace.Height));
        html.Open("button",
            ("type", "button"), ("class", trace.Right ? "small is-right" : "small is-wrong"), ("data-number", Number(number)),
            ("aria-label", $"Rollout {number + 1}: {trace.Verdict}"));
        html.Open("svg", ("viewBox", $"0 0 {width} {height}"), ("aria-hidden", "true"));
        html.Element("image", "", ("class", "pixels"), ("width", width), ("height", height), ("href", trace.Images[^1]));
        (string X, string Y)[] centres =
            [.. trace.Boxes.Select(boxes => (Number(boxes[0][0] + boxes[0][2] / 2.0), Number(boxes[0][1] + boxes[0][2] / 2.0)))];
        bool path = trace.Images.Count == 1;
        if (path)
            html.Element("polyline", "", ("class", "path"), ("points", string.Join(' ', centres.Select(at => $"{at.X},{at.Y}"))));
        for (int t = path ? 0 : centres.Length - 1; t < centres.Length; t++)
        {
            html.Element("circle", "", ("cx", centres[t].X), ("cy", centres[t].Y), ("r", radius), ("fill", trace.Colours[t]));
        }
        html.Close().Open("span").Text(trace.Verdict + " ").Element("b", trace.Right ? "✓" : "✗", ("aria-hidden", "true"));
        html.Close().Close().Line();
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
