namespace Saccade.Tests.Experiments.Config;

/// <summary>docs/recipe-keys.md lists every option of a recipe as the code documents it.</summary>
public sealed class RecipeKeysTests
{
    [Fact]
    public void The_reference_page_is_that_of_the_options()
    {
        string path = Repository.Path("docs/recipe-keys.md");
        string page = RecipeKeys.Page();
        if (Environment.GetEnvironmentVariable("SACCADE_APPROVE") == "1")
        {
            File.WriteAllText(path, page);
        }
        Assert.True(
            File.ReadAllText(path) == page,
            "docs/recipe-keys.md is not that of the options. Run this test with SACCADE_APPROVE=1 and commit the page.");
    }

    [Fact]
    public void It_has_defaults_ranges_and_meanings()
    {
        string page = RecipeKeys.Page();
        Assert.Contains(
            "| `model.hidden` | `256` | 1 to 4096 | H, units of each layer of the core; 256 in the paper. |", page,
            StringComparison.Ordinal);
        Assert.Contains("`additive`, `concatenated`, `multiplied`", page, StringComparison.Ordinal);
        Assert.DoesNotContain("| number |", page, StringComparison.Ordinal);
    }
}
