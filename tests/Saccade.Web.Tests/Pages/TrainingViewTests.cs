using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace Saccade.Web.Tests.Pages;

public sealed class TrainingViewTests(LiveServer server, Chromium chromium)
{
    [Fact]
    public async Task A_run_is_followed_as_it_goes()
    {
        using TemporaryFolder folder = new();
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(server.ReaderPath, "metrics.csv"));
        string metrics = Path.Combine(folder.Path, "metrics.csv");
        foreach (string file in new[] { "recipe.toml", "run.json" })
        {
            File.Copy(Path.Combine(server.ReaderPath, file), folder[file]);
        }
        await using LivePage live = await LivePage.Start(new() { Models = [server.UntrainedPath], Runs = [folder.Path] });

        await chromium.Visit(live.Address, async page =>
        {
            await Expect(page.Locator("#facts")).ToContainTextAsync("0 of 4");
            await Expect(page.Locator("#charts").GetByText("The first epoch is under way").First).ToBeVisibleAsync();
            await File.WriteAllLinesAsync(metrics, lines[..3]);
            await Expect(page.Locator("#facts")).ToContainTextAsync("2 of 4");
            await Expect(page.Locator("#progress")).ToHaveJSPropertyAsync("value", 0.5);
            await Expect(page.Locator("#charts .curve.s0").First).ToHaveAttributeAsync("points", Points(2));
            await File.WriteAllLinesAsync(metrics, lines);
            await Expect(page.Locator("#facts")).ToContainTextAsync("4 of 4, finished");
            await Expect(page.Locator("#charts .curve.s0").First).ToHaveAttributeAsync("points", Points(4));
        });
    }

    private static Regex Points(int count) => new($@"^[\d.]+,[\d.]+( [\d.]+,[\d.]+){{{count - 1}}}$");
}
