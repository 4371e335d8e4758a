using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Saccade.Cpu;
using Saccade.Errors;
using Saccade.Experiments.Machine;
using Saccade.Random;

namespace Saccade.Benchmarks;

/// <summary>A page of figures with the machine and the commit they come from, written as it goes to the screen.</summary>
internal sealed partial class Page
{
    private readonly string _name;
    private readonly StringBuilder _text = new();

    /// <param name="name">The benchmark's, and the page's.</param>
    /// <param name="title">What it is about.</param>
    /// <param name="numbers">What the figures are: medians of how many, or single ones.</param>
    /// <param name="properties">Properties passed to the build.</param>
    public Page(string name, string title, string numbers, string properties = "")
    {
        _name = name;
        Line($"# {title}");
        Line("");
        Line($"    dotnet run -c Release {properties}--project benchmarks/Saccade.Benchmarks -- {name}");
        Line("");
        Line($"{Processor.Name}, {Environment.ProcessorCount} cores; .NET {Environment.Version}; "
            + $"{SystemReport.VersionOf(typeof(RandomKey).Assembly)}; {DateTime.UtcNow:yyyy-MM-dd}{Load()}.");
        Line("");
        Line(numbers);
        Line("");
    }

    public void Section(string title)
    {
        Line("");
        Line($"## {title}");
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
        Line("| " + string.Join(" | ",
            cells.Select(cell => cell is double number ? Number(number) : Convert.ToString(cell, CultureInfo.InvariantCulture))) + " |");

    public void Picture(string of, byte[] file)
    {
        string name = $"{_name}-{of}.svg";
        File.WriteAllBytes(Path.Combine(Folder(), name), file);
        Line("");
        Line($"![The same as a plot]({name})");
    }

    public void Save()
    {
        string path = Path.Combine(Folder(), _name + ".md");
        File.WriteAllText(path, _text.ToString());
        Console.WriteLine($"Written: {path}");
    }

    /// <summary>How many processes wanted a core before; what the same command measured before is among them.</summary>
    private static string Load() => File.Exists("/proc/loadavg")
        ? $"; load at the start, over 1, 5 and 15 minutes: {string.Join(", ", File.ReadAllText("/proc/loadavg").Split(' ')[..3])}"
        : "";

    private static string Number(double number) =>
        number.ToString(number >= 100 ? "N0" : number >= 1 ? "F1" : "G3", CultureInfo.InvariantCulture);

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
        string checkout = at?.FullName ?? throw new SaccadeException(new(
            ErrorKind.Missing, Key: "benchmarks/results", Detail: "the folder receives the pages",
            Remedy: "run the benchmarks from a checkout"));
        return Directory.CreateDirectory(Path.Combine(checkout, "benchmarks", "results", Machine())).FullName;
    }
}
