namespace Saccade.Experiments.Reports;

/// <summary>What an evaluation found of each class, as the rows of tables.</summary>
public static class ClassTables
{
    private const int MostConfusions = 12;

    /// <summary>The most frequent confusions: the class, the predicted class, how often, which share of the class.</summary>
    /// <param name="counts">Counts [right class][predicted class].</param>
    /// <param name="names">The names of the classes.</param>
    public static IEnumerable<IReadOnlyList<string>> Confusions(
        IReadOnlyList<IReadOnlyList<int>> counts, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(names);
        return counts
            .SelectMany((row, label) => row.Select((count, named) => (label, named, count, all: row.Sum())))
            .Where(pair => pair.label != pair.named && pair.count > 0)
            .OrderByDescending(pair => pair.count)
            .Take(MostConfusions)
            .Select(pair => (string[])
            [
                names[pair.label], names[pair.named], Formatting.Whole(pair.count), Percent((double)pair.count / pair.all),
            ]);
    }

    /// <summary>The classes that occur: name, images, recall and precision.</summary>
    /// <param name="result">The evaluation, of images of one class each.</param>
    /// <param name="names">The names of the classes.</param>
    public static IEnumerable<IReadOnlyList<string>> Classes(EvaluationResult result, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(names);
        return names.Index().Where(name => name.Index < result.Confusion.Count).Select(name => (string[])
        [
            name.Item, Formatting.Whole(result.Confusion[name.Index].Sum()),
            Percent(result.Recall?[name.Index]), Percent(result.Precision?[name.Index]),
        ]);
    }

    private static string Percent(double? share) =>
        share is double value ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:0.0}%") : "–";
}
