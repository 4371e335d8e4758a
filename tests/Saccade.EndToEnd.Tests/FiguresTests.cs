using System.Xml.Linq;

namespace Saccade.EndToEnd.Tests;

/// <summary><c>saccade figures</c>.</summary>
public sealed class FiguresTests(SharedRuns runs) : IDisposable
{
    private static readonly string[] s_drawn =
        ["accuracy", "confusion", "curves", "gallery", "glimpses", "gradients", "heat-map", "mistakes", "retina", "rollout"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_kind_of_figure_is_drawn_as_png_and_as_svg()
    {
        Finished png =
            await SaccadeCalls.Run(_folder.Path, "figures", await runs.Small(), "--out", "png", "--scale", "1", "--threads", "1");
        Assert.All(s_drawn, name => Png.AssertIsOne(_folder[$"png/{name}.png"]));
        string[] files = [.. s_drawn.Select(name => $"png/{name}.png"), "png/grid.webp", "png/rollout.webp"];
        Assert.Equal("quickstart on 100 validation images. Figures:", png.Succeeded().Lines[0]);
        Assert.Equal(files.Order(StringComparer.Ordinal), png.Lines[1..^1].Select(line => line.Trim()).Order(StringComparer.Ordinal));
        Assert.Equal(files.Length, Directory.GetFiles(_folder["png"]).Length);

        (await SaccadeCalls.Run(_folder.Path, "figures", await runs.Small(), "--out", "svg", "--scale", "1", "--format", "svg", "--theme",
            "dark", "--split", "test", "--threads", "1")).Succeeded();
        Assert.All(s_drawn, name => Assert.Equal("svg", XDocument.Load(_folder[$"svg/{name}.svg"]).Root!.Name.LocalName));
        Assert.Equal("RIFF"u8, File.ReadAllBytes(_folder["svg/grid.webp"]).AsSpan(0, 4));
    }

    [Fact]
    public async Task A_model_on_its_own_has_no_curves_and_the_same_call_gives_the_same_bytes()
    {
        File.Copy(Path.Combine(await runs.Small(), "model.safetensors"), _folder["mine.safetensors"]);
        string[] call = ["figures", "mine.safetensors", "--scale", "1", "--threads", "1"];
        (await SaccadeCalls.Run(_folder.Path, call)).Succeeded();
        Dictionary<string, byte[]> first = Directory.GetFiles(_folder["figures/quickstart"]).ToDictionary(file => file, File.ReadAllBytes);
        Assert.DoesNotContain(_folder["figures/quickstart/curves.png"], first.Keys);
        (await SaccadeCalls.Run(_folder.Path, call)).Succeeded();
        Assert.All(first, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
    }
}
