using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Figures;
using Saccade.Figures.Drawing;
using Saccade.Figures.Html;

namespace Saccade.Tests.Figures;

public sealed partial class PageTests
{
    [Fact]
    public void A_figure_on_a_page_takes_the_pages_colours_and_keeps_its_names_to_itself()
    {
        string svg = PageFigure.Inline(RolloutFigure.Render(Traces.Lively(), PageFigure.Options), "one", "a \"rollout\" <3");
        XElement root = XElement.Parse(svg);
        Assert.Equal(("img", "a \"rollout\" <3"), (root.Attribute("role")!.Value, root.Attribute("aria-label")!.Value));
        Assert.StartsWith("<svg ", svg);
        Assert.Contains("fill:var(--paper,", svg);
        Assert.Contains("fill:var(--ink,", svg);
        Assert.Contains("stroke:var(--right,", svg);
        Assert.DoesNotContain($"\"{SvgCanvas.Hex(Palette.Of(FigureTheme.Light).Ink.Colour)}\"", svg);
        string[] names = [.. Name().Matches(svg).Select(match => match.Groups[1].Value)];
        string[] uses = [.. Use().Matches(svg).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.StartsWith("one-", name));
        Assert.Subset(names.ToHashSet(), uses.ToHashSet());
    }

    [Fact]
    public void Both_themes_have_all_the_variables()
    {
        string[] light = Variables(FigureTheme.Light), dark = Variables(FigureTheme.Dark);
        Assert.Equal(light, dark);
        Assert.Subset(light.ToHashSet(), Reference().Matches(RolloutPlayer.Style).Select(match => match.Groups[1].Value)
            .Except(["--stage", "--glimpse", "--p"]).ToHashSet());

        static string[] Variables(FigureTheme theme) => [.. PageFigure.Variables(theme)
            .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(variable => variable.Split(':')[0])];
    }

    [Fact]
    public void Html_escapes_texts_and_attributes_and_closes_its_elements()
    {
        string html = new HtmlWriter().OpenPage("<T> & größe", "p { color: red }", "default-src 'none'")
            .Open("p", ("title", "\"a\" <b>")).Text("1 < 2 & größe").Void("br").Close().Table(["\"c\""], [["<d>"]]).ToString();
        Assert.Contains("<title>&lt;T&gt; &amp; größe</title>", html);
        Assert.Contains("<p title=\"&quot;a&quot; &lt;b&gt;\">1 &lt; 2 &amp; größe<br></p>", html);
        Assert.Contains("<th>&quot;c&quot;</th>", html);
        Assert.Equal("a b c&#xA;d", new HtmlWriter().Text("a\u202eb\ec\nd").ToString());
        Assert.Contains("<td>&lt;d&gt;</td>", html);
        Assert.EndsWith("</body>\n</html>\n", html);
        Assert.All(
            ["html", "head", "body", "p", "table", "tr"],
            tag => Assert.Equal(Regex.Count(html, $"<{tag}[ >]"), Regex.Count(html, $"</{tag}>")));
    }

    [Fact]
    public void A_player_has_what_its_script_reads()
    {
        GlimpseTrace trace = Traces.Lively();
        string player = RolloutPlayer.Render([trace, Traces.Lively(label: 6)], "first");
        JsonElement data = Data(player);
        Assert.Equal(2, data.GetArrayLength());
        JsonElement first = data[0];
        Assert.Equal((30, 30), (first.GetProperty("width").GetInt32(), first.GetProperty("height").GetInt32()));
        Assert.StartsWith("data:image/png;base64,", Assert.Single(first.GetProperty("images").EnumerateArray()).GetString());
        // Both scales of the first glimpse, as the sensor places them.
        Assert.Equal(
            [.. Enumerable.Range(0, 2)
                .Select(k => trace.Sensor.Box(k, trace.Locations[0], trace.Locations[1], 30, 30))
                .SelectMany(box => (int[])[box.Left, box.Top, box.Side])],
            first.GetProperty("boxes")[0].EnumerateArray().SelectMany(box => box.EnumerateArray()).Select(value => value.GetInt32()));
        Assert.All(
            first.GetProperty("probabilities").EnumerateArray(),
            step => Assert.InRange(step.EnumerateArray().Sum(p => p.GetInt32()), 990, 1010));
        Assert.Equal([3], first.GetProperty("labels").EnumerateArray().Select(label => label.GetInt32()));
        Assert.Equal(2, player.Split("class=\"small ").Length - 1);
    }

    [Fact]
    public void Classes_without_a_name_have_their_number()
    {
        GlimpseTrace trace = Traces.Lively() with { ClassNames = ["zero", "one"] };
        string[] names = [.. Data(RolloutPlayer.Render([trace], "a"))[0].GetProperty("classes").EnumerateArray()
            .Select(name => name.GetString()!)];
        Assert.Equal(["zero", "one", .. Enumerable.Range(2, trace.Classes - 2).Select(number => $"{number}")], names);
    }

    [Fact]
    public void The_image_of_patches_has_a_row_for_each_scale_and_a_column_for_each_step()
    {
        GlimpseTrace trace = Traces.Lively(channels: 3);
        string address = Data(RolloutPlayer.Render([trace], "a"))[0].GetProperty("retina").GetString()!;
        using SkiaSharp.SKBitmap patches = Traces.Decode(Convert.FromBase64String(address.Split(',')[1]));
        Assert.Equal((4 * 6, 2 * 6), (patches.Width, patches.Height));
        for (int i = 0; i < trace.Retinas.Length; i++)
        {
            (int t, int k, int channel, int y, int x) = (i / 216, i / 108 % 2, i / 36 % 3, i / 6 % 6, i % 6);
            SkiaSharp.SKColor colour = patches.GetPixel(6 * t + x, 6 * k + y);
            Assert.Equal(MathF.Round(255 * trace.Retinas[i]), new[] { colour.Red, colour.Green, colour.Blue }[channel]);
        }
    }

    [Fact]
    public void An_episode_has_a_screen_for_each_step_and_names_its_moves()
    {
        GlimpseTrace episode = Traces.Episode([2, 1, 0], succeeded: false) with { ClassNames = ["left", "stay", "right"] };
        JsonElement data = Data(RolloutPlayer.Render([episode], "games"))[0];
        Assert.Equal(3, data.GetProperty("images").GetArrayLength());
        Assert.Equal([2, 1, 0], data.GetProperty("labels").EnumerateArray().Select(label => label.GetInt32()));
        Assert.Equal(["left", "stay", "right"], data.GetProperty("classes").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("missed", data.GetProperty("verdict").GetString());
        Assert.Throws<OptionException>(() => RolloutPlayer.Render([], "none"));
        Assert.Throws<SaccadeException>(() => RolloutPlayer.Render([episode with { Values = [] }], "none"));
    }

    private static JsonElement Data(string player)
    {
        const string Start = "<script type=\"application/json\">";
        int start = player.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        string json = player[start..player.IndexOf("</script>", StringComparison.Ordinal)];
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    [GeneratedRegex(" id=\"([^\"]*)\"")]
    private static partial Regex Name();

    [GeneratedRegex("(?:url\\(#|href=\"#)([^)\"]*)")]
    private static partial Regex Use();

    [GeneratedRegex(@"var\((--[a-z0-9-]+)\)")]
    private static partial Regex Reference();
}
