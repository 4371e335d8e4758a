using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Saccade.Runtime;

namespace Saccade.Benchmarks;

/// <summary>A page of figures with the machine and the commit they come from, written as it goes to the screen.</summary>
internal sealed partial class Page
{
    private readonly StringBuilder _text = new();

    public Page(string title, string command)
    {
        Line($"# {title}");
        Line("");
        Line($"    {command}");
        Line("");
        Line(string.Create(CultureInfo.InvariantCulture,
            $"{Processor.Name}, {Environment.ProcessorCount} cores; .NET {Environment.Version}; {SystemReport.VersionOf(typeof(RandomKey).Assembly)}; {DateTime.UtcNow:yyyy-MM-dd}."));
        Line("Medians; nothing else ran.");
        Line("");
    }

    public void Line(FormattableString text) => Line(text.ToString(CultureInfo.InvariantCulture));

    public void Line(string text)
    {
        Console.WriteLine(text);
        _text.Append(text).Append('\n');
    }

    public void Head(params string[] columns)
    {
        Line("| " + string.Join(" | ", columns) + " |");
        Line("| --- |" + string.Concat(Enumerable.Repeat(" ---: |", columns.Length - 1)));
    }

    public void Row(params IEnumerable<object> cells) =>
        Line("| " + string.Join(" | ", cells.Select(cell => cell is double number ? Number(number) : Convert.ToString(cell, CultureInfo.InvariantCulture))) + " |");

    public void Picture(string name, string words, byte[] file)
    {
        File.WriteAllBytes(Path.Combine(Folder(), name), file);
        Line($"![{words}]({name})");
    }

    public void Save(string name)
    {
        string path = Path.Combine(Folder(), name);
        File.WriteAllText(path, _text.ToString());
        Console.WriteLine($"Written: {path}");
    }

    private static string Number(double number) => number.ToString(number >= 100 ? "N0" : number >= 1 ? "F1" : "G3", CultureInfo.InvariantCulture);

    /// <summary>The processor's name as that of a folder, such as amd-epyc: figures of different kinds stand beside each other.</summary>
    private static string Machine() =>
        string.Join('-', NotInNames().Replace(Processor.Name, " ").Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant()
            is { Length: > 0 } name ? name : "unnamed";

    [GeneratedRegex(@"\([A-Za-z]+\)|Processor|[^A-Za-z0-9]")]
    private static partial Regex NotInNames();

    private static string Folder()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Saccade.slnx")))
        {
            at = at.Parent;
        }
        string checkout = at?.FullName ?? throw new SaccadeException("Run the benchmarks from a checkout: their pages go into its benchmarks/results.");
        return Directory.CreateDirectory(Path.Combine(checkout, "benchmarks", "results", Machine())).FullName;
    }
}
