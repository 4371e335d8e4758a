using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Saccade.Web.Tests.Pages;

public sealed class ModelSwitchTests(LiveServer server, Chromium chromium)
{
    [Fact]
    public Task Models_look_side_by_side_and_one_can_be_left_alone() => chromium.Visit(server.Address, async page =>
    {
        ILocator reader = page.GetByRole(AriaRole.Checkbox, new() { Name = "reader" });
        ILocator untrained = page.GetByRole(AriaRole.Checkbox, new() { Name = "untrained" });
        await Expect(page.Panels()).ToHaveCountAsync(1);

        await untrained.CheckAsync();
        await Expect(page.Panels()).ToHaveCountAsync(2);
        await Expect(page.Status()).ToHaveTextAsync(new Regex(@"^reader names it \d.* untrained names it \d"));
        await Expect(page.Panels().Nth(1).Locator(".eyes canvas")).ToHaveCountAsync(3);

        ILocator onFrame = page.Panels().Nth(1).GetByRole(AriaRole.Radio);
        await onFrame.CheckAsync();
        await Expect(page.Panels().Nth(0).GetByRole(AriaRole.Radio)).Not.ToBeCheckedAsync();

        await reader.UncheckAsync();
        await Expect(page.Panels()).ToHaveCountAsync(1);
        await Expect(page.Status()).ToHaveTextAsync(new Regex("^untrained names it"));
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Frame" })).ToHaveValueAsync("60×60");

        await untrained.ClickAsync();
        await Expect(untrained).ToBeCheckedAsync();
        await Expect(page.Panels()).ToHaveCountAsync(1);
    });
}
