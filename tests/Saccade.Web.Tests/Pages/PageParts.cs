using System.Text.Json;
using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Saccade.Web.Tests.Pages;

/// <summary>The parts of the page that tests look at and touch.</summary>
internal static partial class PageParts
{
    public static ILocator Stage(this IPage page) => page.Locator("#stage");

    public static ILocator Status(this IPage page) => page.GetByRole(AriaRole.Status);

    public static ILocator Film(this IPage page) => page.Locator("#film button");

    /// <summary>The glimpse that is shown.</summary>
    public static ILocator Shown(this IPage page) => page.Locator("#film [aria-current=step]");

    public static ILocator Panels(this IPage page) => page.Locator("#panels article");

    public static async Task Clear(this IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        await Assertions.Expect(page.Status()).ToHaveTextAsync("The frame is empty.");
    }

    /// <summary>Draws a stroke by mouse through points of the frame, given as parts of its sides.</summary>
    public static async Task Draw(this IPage page, params (double X, double Y)[] points)
    {
        await page.Drag(points);
        await page.Mouse.UpAsync();
    }

    /// <summary>The same without an end.</summary>
    public static async Task Drag(this IPage page, params (double X, double Y)[] points)
    {
        LocatorBoundingBoxResult box = (await page.Stage().BoundingBoxAsync())!;
        await page.Mouse.MoveAsync((float)(box.X + points[0].X * box.Width), (float)(box.Y + points[0].Y * box.Height));
        await page.Mouse.DownAsync();
        foreach ((double x, double y) in points[1..])
        {
            await page.Mouse.MoveAsync((float)(box.X + x * box.Width), (float)(box.Y + y * box.Height), new() { Steps = 4 });
        }
    }

    /// <summary>An upright ellipse in the middle.</summary>
    public static (double X, double Y)[] Zero { get; } =
        [.. Enumerable.Range(0, 25).Select(i => (0.5 + 0.19 * Math.Sin(i * Math.PI / 12), 0.5 - 0.32 * Math.Cos(i * Math.PI / 12)))];

    /// <summary>Two bows, open to the left.</summary>
    public static (double X, double Y)[] Three { get; } =
        [(0.27, 0.2), (0.47, 0.14), (0.64, 0.26), (0.5, 0.43), (0.39, 0.46), (0.56, 0.49), (0.67, 0.66), (0.5, 0.83), (0.24, 0.77)];

    /// <summary>Does something, and gives what was then asked of the models and what they answered.</summary>
    public static async Task<(JsonElement Request, JsonElement Answer)> Looking(this IPage page, Func<Task> act)
    {
        // The request is waited for, not the answer: that of an earlier look may still be on its way.
        IRequest request = await page.RunAndWaitForRequestAsync(
            act, request => request.Url.EndsWith("/api/look", StringComparison.Ordinal));
        IResponse response = (await request.ResponseAsync())!;
        return (JsonDocument.Parse(request.PostData!).RootElement, (await response.JsonAsync())!.Value);
    }

    /// <summary>The centre of mass of the image that was sent.</summary>
    public static (double X, double Y) Centre(this JsonElement request)
    {
        byte[] pixels = request.GetProperty("pixels").GetBytesFromBase64();
        int width = request.GetProperty("width").GetInt32();
        double mass = pixels.Sum(p => (double)p);
        return (pixels.Select((p, i) => (double)p * (i % width)).Sum() / mass, pixels.Select((p, i) => (double)p * (i / width))
            .Sum() / mass);
    }

    /// <summary>Rule and element of everything that axe-core finds wrong.</summary>
    public static async Task<string[]> Violations(this IPage page)
    {
        await page.EvaluateAsync(new BundledAxeScriptProvider().GetScript());
        JsonElement found = await page.EvaluateAsync<JsonElement>("axe.run(document, { resultTypes: ['violations'] })");
        return [.. found.GetProperty("violations").EnumerateArray().SelectMany(violation =>
            violation.GetProperty("nodes").EnumerateArray().Select(node =>
                $"{violation.GetProperty("id").GetString()}: {node.GetProperty("html").GetString()}"))];
    }

    /// <summary>What the status says once the models have looked to the end.</summary>
    [GeneratedRegex(@"^reader names it (\d), .* sure after 4 glimpses(: right|: wrong, it is \d)?\.$")]
    public static partial Regex Verdict();
}
