using Saccade.Errors;
using Saccade.Experiments.Config;

namespace Saccade.Tests.Experiments.Config;

/// <summary>Every option of a recipe with values at and beyond every edge: taken, or refused in one line that names its key.</summary>
public sealed class ExtremeOptionsTests
{
    private static readonly string[] s_values =
    [
        "", "0", "-0", "1", "-1", "2", "0.0", "-0.5", "1e-320", "1e308", "-1e308", "1e999", "nan", "inf", "-inf", "+1", "1_000", "0x10",
        "2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "true", "false", "TRUE", "yes",
        "\"\"", "\"x\"", "'x'", "x", "[]", "[1]", "{}", "{ a = 1 }", "{ kind = 1 }", "1979-05-27", "\"\\u0000\"", "\"unclosed", "a = b",
        "\n", "é", new string('9', 300), new string('x', 300),
    ];

    public static TheoryData<string> Keys => [.. OptionSchema.AllKeys(typeof(Recipe))];

    [Theory]
    [InlineData("training={ epochs = 3 }")]
    [InlineData("model.sensor = { scales = 3 }")]
    [InlineData("task={}")]
    public void A_table_is_not_taken_without_its_keys(string assignment)
    {
        ErrorData error = Assert.Throws<OptionException>(() => new Recipe { Name = "trial" }.With([assignment])).Error;
        Assert.Equal((ErrorKind.Malformed, $"--set {assignment}"), (error.Kind, error.Path));
        Assert.StartsWith("set the keys of a table one by one", error.Detail);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Any_value_is_taken_or_refused_in_one_line_that_names_the_key(string key)
    {
        Recipe recipe = new() { Name = "trial" };
        foreach (string value in s_values)
        {
            try
            {
                Recipe changed = recipe.With([$"{key}={value}"]);
                // What was taken is written so that it is read again.
                Assert.Equal(changed, RecipeText.Read(RecipeText.Write(changed), "trial", "text"));
            }
            catch (OptionException e)
            {
                Assert.True(
                    e.Message.Contains(key, StringComparison.Ordinal) && !e.Message.Any(char.IsControl), $"{key}={value}: {e.Message}");
            }
        }
    }
}
