using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Saccade.Web.Tests.Pages;

public sealed partial class TrainingViewTests(LiveServer server, Chromium chromium)
{
    [Fact]
    public async Task A_run_is_followed_and_its_model_joins_after_the_first_epoch()
    {
        using TemporaryFolder folder = new();
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(server.ReaderPath, "metrics.csv"));
        string metrics = Path.Combine(folder.Path, "metrics.csv");
        foreach (string file in new[] { "recipe.toml", "run.json" })
        {
            File.Copy(Path.Combine(server.ReaderPath, file), folder[file]);
        }
        await using LivePage live = await LivePage.Start(
            new() { Models = [server.UntrainedPath], AwaitedModels = [folder.Path], Runs = [folder.Path] });

        await chromium.Visit(live.Address, async page =>
        {
            await Expect(page.Locator("#facts")).ToContainTextAsync("0 of 4");
            await Expect(page.Locator("#charts").GetByText("The first epoch is under way").First).ToBeVisibleAsync();
            ILocator model = page.Locator($"#models input[value='{Path.GetFileName(folder.Path)}']");
            await Expect(model).ToHaveCountAsync(0);
            File.Copy(Path.Combine(server.ReaderPath, "model.safetensors"), folder["model.safetensors"]);
            await File.WriteAllLinesAsync(metrics, lines[..3]);
            await Expect(page.Locator("#facts")).ToContainTextAsync("2 of 4");
            await Expect(page.Locator("#progress")).ToHaveJSPropertyAsync("value", 0.5);
            await Expect(page.Locator("#charts .curve.s0").First).ToHaveAttributeAsync("points", Points(2));
            // Its model can be chosen from now on, and brings its task.
            await Expect(model).ToBeVisibleAsync();
            await model.CheckAsync();
            await page.Locator("#models input[value=untrained]").UncheckAsync();
            await Expect(page.Locator("#size")).ToHaveValueAsync("28×28");
            await Expect(page.Locator("#panels")).ToContainTextAsync("28×28 pixels");
            await File.WriteAllLinesAsync(metrics, lines);
            await Expect(page.Locator("#facts")).ToContainTextAsync("4 of 4, finished");
            await Expect(page.Locator("#charts .curve.s0").First).ToHaveAttributeAsync("points", Points(4));
        });
    }

    [Fact]
    public Task The_epoch_under_the_pointer_is_named() => chromium.Visit(server.Address, async page =>
    {
        ILocator chart = page.Locator("#charts figure").First;
        await Expect(chart.Locator(".legend")).ToContainTextAsync("Epoch 4");
        await Expect(chart.Locator("svg text", new() { HasText = "epoch" })).ToBeVisibleAsync();
        LocatorBoundingBoxResult box = (await chart.Locator("svg").BoundingBoxAsync())!;
        await chart.Locator("svg").HoverAsync(new() { Position = new() { X = box.Width / 10, Y = box.Height / 2 } });
        await Expect(chart.Locator(".legend")).ToContainTextAsync("Epoch 1");
    });

    [Fact]
    public async Task A_net_without_attention_has_no_curves_of_location_and_baseline()
    {
        using TemporaryFolder folder = new();
        foreach (string file in new[] { "recipe.toml", "run.json" })
        {
            File.Copy(Path.Combine(server.ReaderPath, file), folder[file]);
        }
        string[][] rows = [.. (await File.ReadAllLinesAsync(Path.Combine(server.ReaderPath, "metrics.csv"))).Select(row => row.Split(','))];
        int[] kept = [.. Enumerable.Range(0, rows[0].Length).Where(at => !NetworkOfAttention().IsMatch(rows[0][at]))];
        await File.WriteAllLinesAsync(folder["metrics.csv"], rows.Select(row => string.Join(',', kept.Select(at => row[at]))));
        await using LivePage live = await LivePage.Start(new() { Models = [server.UntrainedPath], Runs = [folder.Path] });

        await chromium.Visit(live.Address, async page =>
        {
            await Expect(page.Locator("#charts .legend").Nth(1)).ToContainTextAsync("action");
            await Expect(page.Locator("#charts .legend").Nth(1)).Not.ToContainTextAsync("location");
            await Expect(page.Locator("#charts figure").Nth(2)).ToBeHiddenAsync();
        });
    }

    [GeneratedRegex("^gradient_.*_(location|baseline)$")]
    private static partial Regex NetworkOfAttention();

    private static Regex Points(int count) => new($@"^[\d.]+,[\d.]+( [\d.]+,[\d.]+){{{count - 1}}}$");
}
