using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Saccade.Experiments.Reports;
using Saccade.Experiments.Runs;
using Saccade.Tasks;
using Saccade.Training;
using SkiaSharp;
using static Microsoft.Playwright.Assertions;

namespace Saccade.Web.Tests.Pages;

/// <summary>The page with a model of pictures in colour, and with one of digits beside it.</summary>
public sealed partial class PictureTests(LiveServer server, Chromium chromium) : IAsyncLifetime
{
    private static readonly string s_longName = $"\"{new string('x', 80)}\"";
    private static readonly BrowserNewContextOptions s_phone = new()
    {
        ViewportSize = new() { Width = 390, Height = 844 },
        IsMobile = true,
        ReducedMotion = ReducedMotion.Reduce,
    };

    private readonly TemporaryFolder _folder = new();
    private LivePage? _page;

    public async ValueTask InitializeAsync()
    {
        TestModels.TrainColours(_folder.Path);
        _page = await LivePage.Start(
            new() { Models = [_folder["colours"], server.ReaderPath], Cache = new(_folder["cache"]) });
    }

    public async ValueTask DisposeAsync()
    {
        await _page!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public Task A_test_picture_is_shown_and_named_in_colour() => chromium.Visit(_page!.Address, async page =>
    {
        await Expect(page.Status()).ToHaveTextAsync(Verdict());
        ILocator blue = page.GetByRole(AriaRole.Button, new() { Name = ", sky blue" }).First;
        (JsonElement request, JsonElement answer) = await page.Looking(() => blue.ClickAsync());

        Assert.Equal(
            3 * request.GetProperty("width").GetInt32() * request.GetProperty("height").GetInt32(),
            request.GetProperty("pixels").GetBytesFromBase64().Length);
        Assert.Equal(3, answer.GetProperty("probabilities").GetArrayLength());
        await Expect(page.Panels().Locator(".chances .name")).ToHaveTextAsync(["red", "sky blue"]);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "More clutter" })).ToBeHiddenAsync();
        int[] skyBlue = [40, 120, 230];
        Assert.Equal(skyBlue, await Pixel(page, "#picture"));
    });

    [Fact]
    public Task A_photograph_is_scaled_and_looked_at() => chromium.Visit(_page!.Address, async page =>
    {
        TestModels.WritePicture(_folder["mine.png"], new(40, 120, 230), wide: false, shade: 9);

        (JsonElement request, _) = await page.Looking(() => page.Locator("#photograph").SetInputFilesAsync(_folder["mine.png"]));

        Assert.Equal((30, 40), (request.GetProperty("width").GetInt32(), request.GetProperty("height").GetInt32()));
        await Expect(page.Status()).ToContainTextAsync("colours names it ");
        await page.GetByText("Only what it saw").ClickAsync();
        await page.Film().Last.ClickAsync();
        await Expect(page.Film()).ToHaveCountAsync(3);
    });

    [Fact]
    public Task A_transparent_photograph_lies_on_the_ground_of_training() => chromium.Visit(_page!.Address, async page =>
    {
        using SKBitmap clear = new(new SKImageInfo(30, 30, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        using SKData data = clear.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(_folder["clear.png"], data.ToArray());
        await page.RouteAsync("**/api/models", async route =>
        {
            IAPIResponse answer = await route.FetchAsync();
            string text = await answer.TextAsync();
            Assert.Contains("\"ground\":\"white\"", text);
            await route.FulfillAsync(new() { Response = answer, Body = text.Replace("\"ground\":\"white\"", "\"ground\":\"gray\"") });
        });
        await page.ReloadAsync();
        await Expect(page.Status()).ToContainTextAsync("after 3 glimpses");

        (JsonElement request, _) = await page.Looking(() => page.Locator("#photograph").SetInputFilesAsync(_folder["clear.png"]));

        Assert.All(request.GetProperty("pixels").GetBytesFromBase64(), value => Assert.Equal(128, value));
    });

    [Fact]
    public Task A_scan_is_scaled_to_the_frame_of_a_model_of_digits_and_inverted() => chromium.Visit(server.Address, async page =>
    {
        using SKBitmap paper = new(56, 70);
        using SKCanvas canvas = new(paper);
        canvas.Clear(SKColors.White);
        canvas.DrawRect(20, 15, 10, 40, new SKPaint { Color = SKColors.Black });
        using SKData data = paper.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(_folder["scan.png"], data.ToArray());
        ILocator note = page.GetByText("Dark ink on a light ground; the models know light ink on black."), invert = page.Locator("#invert");

        (JsonElement request, _) = await page.Looking(() => page.Locator("#photograph").SetInputFilesAsync(_folder["scan.png"]));
        Assert.Equal((28, 35), (request.GetProperty("width").GetInt32(), request.GetProperty("height").GetInt32()));
        Assert.Equal(255, request.GetProperty("pixels").GetBytesFromBase64()[0]);
        await Expect(note).ToBeVisibleAsync();
        Assert.Empty(await page.Violations());

        (request, _) = await page.Looking(() => invert.ClickAsync());
        Assert.Equal(0, request.GetProperty("pixels").GetBytesFromBase64()[0]);
        await Expect(note).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(note).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        await Expect(invert).ToBeHiddenAsync();
    }, s_phone);

    [Fact]
    public async Task Pictures_that_come_back_are_found_again()
    {
        Assert.True(_page!.ShowsPictures);
        using HttpClient client = new() { BaseAddress = _page.Address };
        Directory.Move(_folder["pictures"], _folder["away"]);
        Assert.Equal(0, await Total());
        Directory.Move(_folder["away"], _folder["pictures"]);
        Assert.Equal(16, await Total());

        async Task<int> Total()
        {
            string answer = await client.GetStringAsync("/api/samples?model=colours", TestContext.Current.CancellationToken);
            return JsonDocument.Parse(answer).RootElement.GetProperty("total").GetInt32();
        }
    }

    [Fact]
    public Task Long_names_of_classes_fit_on_a_phone() => chromium.Visit(_page!.Address, async page =>
    {
        await page.RouteAsync("**/api/models", async route =>
        {
            IAPIResponse answer = await route.FetchAsync();
            string text = (await answer.TextAsync()).Replace("\"red\"", s_longName).Replace("\"sky blue\"", s_longName);
            await route.FulfillAsync(new() { Response = answer, Body = text });
        });
        await page.ReloadAsync();
        await Expect(page.Status()).ToContainTextAsync("after 3 glimpses");

        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(await page.Violations());
    }, s_phone);

    [Fact]
    public Task The_report_fits_on_a_phone() => chromium.Visit(_page!.Address, async page =>
    {
        TrainedModel trained = TrainedModel.Open(_folder["colours"]);
        ITask task = trained.OpenTask(dataFolder: null, pictures: new() { Cache = new(_folder["cache"]) });
        using IEngine engine = trained.CreateEngine(threads: 1);
        string report = RunReport.Write(trained, Inspection.Run(engine, task, Split.Test, "colours", rollouts: 4), Split.Test);
        // Not under the live page's content security policy.
        await page.GotoAsync("about:blank");
        await page.SetContentAsync(report.Replace("sky blue", s_longName.Trim('"')));

        await Expect(page.Locator(".player-stage")).ToBeVisibleAsync();
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(await page.Violations());
    }, s_phone);

    [Fact]
    public Task A_file_that_is_no_picture_is_refused_in_words() => chromium.Visit(_page!.Address, async page =>
    {
        File.WriteAllText(_folder["notes.png"], "no picture");

        await page.Locator("#photograph").SetInputFilesAsync(_folder["notes.png"]);

        await Expect(page.Status()).ToHaveTextAsync("notes.png is no picture that this browser can read.");
    });

    [Fact]
    public Task A_model_of_digits_takes_the_place_of_one_of_pictures_and_back() => chromium.Visit(_page!.Address, async page =>
    {
        await page.GetByText("reader", new() { Exact = true }).First.ClickAsync();
        await Expect(page.Status()).ToContainTextAsync("reader names it ");
        await Expect(page.Panels()).ToHaveCountAsync(1);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "More clutter" })).ToBeVisibleAsync();

        await page.GetByText("colours", new() { Exact = true }).First.ClickAsync();
        await Expect(page.Status()).ToContainTextAsync("colours names it ");
        await Expect(page.Panels()).ToHaveCountAsync(1);
    });

    [Fact]
    public async Task Pixels_of_another_number_of_channels_are_refused()
    {
        using HttpClient client = new() { BaseAddress = _page!.Address };
        using StringContent gray = new(
            """{"model":"colours","width":1,"height":1,"pixels":[0]}""", System.Text.Encoding.UTF8, "application/json");

        using HttpResponseMessage refused = await client.PostAsync("/api/look", gray, TestContext.Current.CancellationToken);

        Assert.Contains("pixels holds 1 values; an image of 1×1×3 has 3",
            await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [GeneratedRegex(@"^colours names it (red|sky blue), .* sure after 3 glimpses: (right|wrong, it is (red|sky blue))\.$")]
    private static partial Regex Verdict();

    /// <summary>Red, green and blue of the last pixel of a canvas.</summary>
    private static Task<int[]> Pixel(IPage page, string canvas) => page.EvaluateAsync<int[]>(
        "id => { const c = document.querySelector(id);"
        + " return [...c.getContext('2d').getImageData(c.width - 1, c.height - 1, 1, 1).data].slice(0, 3); }", canvas);
}
