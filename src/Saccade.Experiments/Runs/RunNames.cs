namespace Saccade.Experiments.Runs;

/// <summary>The folders that the program chooses for new runs.</summary>
internal static class RunNames
{
    private const string Parent = "runs";

    /// <summary><c>runs/NAME-TIME</c>, then the same with a number, from 2 on without end.</summary>
    public static IEnumerable<string> Candidates(string name, DateTimeOffset time)
    {
        string first = Path.Combine(Parent, string.Create(CultureInfo.InvariantCulture, $"{name}-{time:yyyyMMdd-HHmmss}"));
        yield return first;
        for (int number = 2; ; number++)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{first}-{number}");
        }
    }
}
