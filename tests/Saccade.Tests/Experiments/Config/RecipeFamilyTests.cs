using Saccade.Experiments.Config;

namespace Saccade.Tests.Experiments.Config;

public sealed class RecipeFamilyTests
{
    [Fact]
    public void Names_that_begin_alike_are_a_family()
    {
        string[] names =
        [
            "catch", "digits", "digits-t2", "digits-t10", "big-digits", "big-digits-t2", "report-a", "report-b", "report-c", "report-c-t6",
            "pair-a", "pair-b", "digits-ten",
        ];
        IEnumerable<string> families = RecipeFamily.Of(names)
            .Select(family => $"{family.Stem}{(family.IsRecipe ? "" : "…")} {string.Join(' ', family.Endings)}".TrimEnd());
        // Two are no family of a word, and the numbers of glimpses of report-c are its own.
        Assert.Equal(
            [
                "big… -digits -digits-t2", "catch", "digits -t2 -t10", "digits-ten", "pair-a", "pair-b", "report-a", "report-b",
                "report-c -t6",
            ],
            families);
        Assert.Contains(RecipeFamily.Of([.. names, "report-d"]), family => family is { Stem: "report", Endings: ["-a", "-b", "-d"] });
    }

    [Fact]
    public void No_recipe_is_lost_or_named_twice()
    {
        IReadOnlyList<string> names = RecipeFile.Names([Repository.Path("recipes")]);
        IReadOnlyList<RecipeFamily> families = RecipeFamily.Of(names);
        IEnumerable<string> spelled = families.SelectMany(family =>
            family.Endings.Prepend(family.IsRecipe ? "" : null).OfType<string>().Select(ending => family.Stem + ending));
        Assert.Equal(names, spelled.Order(StringComparer.Ordinal));
        Assert.InRange(families.Count, 1, names.Count / 2);
    }
}
