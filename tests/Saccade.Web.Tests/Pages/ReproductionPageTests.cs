using Saccade.Experiments.Reports;

namespace Saccade.Web.Tests.Pages;

/// <summary>The page of <c>saccade reproduce</c>, on a phone.</summary>
public sealed class ReproductionPageTests(LiveServer server, Chromium chromium)
{
    [Fact]
    public Task It_is_no_wider_than_a_phone() => chromium.Visit(server.Address, async page =>
    {
        string name = new('x', 120);
        // Not under the live page's content security policy.
        await page.GotoAsync("about:blank");
        await page.SetContentAsync(HtmlPage.Write("Our figures",
        [
            new Heading(1, name),
            new Paragraph($"Trained from {name}."),
            new Table(["", .. Enumerable.Repeat("ours, one rollout", 12)], [[.. Enumerable.Repeat(name, 13)]]),
            new Code($"saccade train {name}"),
        ]));
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(await page.Violations());
    }, new() { ViewportSize = new() { Width = 390, Height = 844 }, IsMobile = true });
}
