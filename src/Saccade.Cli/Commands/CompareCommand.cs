using Saccade.Experiments.Reports;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade compare</c>: curves and final metrics of runs side by side.</summary>
internal static class CompareCommand
{
    private const string DefaultFile = "compare.png";

    public static Command Make()
    {
        Argument<string[]> runs = new("RUN")
        {
            Description = "Run folders; those that differ by seed alone form a group",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string?> output = Arguments.Path("--out", "FILE",
            $"PNG or SVG file of the curves; a Markdown page is written beside it (default {DefaultFile})");
        Command command = new("compare", "Put the learning curves and final metrics of runs side by side")
        {
            runs, output, ExtensionOption.Make(),
        };
        command.SetAction(parsed =>
        {
            RunComparison comparison = RunComparison.Read(parsed.GetRequiredValue(runs));
            string picture = parsed.GetValue(output) ?? DefaultFile;
            string page = comparison.Write(picture);
            Console.WriteLine(comparison.ToText(Terminal.Width));
            Console.WriteLine();
            string left = comparison.CurvesLeftOut > 0 ? $" ({comparison.CurvesLeftOut} with higher errors left out)" : "";
            Text.Print($"Curves  {picture}{left}");
            Text.Print($"Page    {page}");
        });
        return command;
    }
}
