using Saccade.Checkpoints;
using Saccade.Experiments.Reports;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Sensing;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade info</c>: the networks of a model, what they cost, and where their weights come from.</summary>
internal static class InfoCommand
{
    private const int ValueColumn = 21;

    // A narrow terminal leaves out the layers, which the shapes of the weights state too, and then the FLOPs.
    private static readonly TextColumn[] s_costs =
        [new("Network", IsText: true), new("Layers", Rank: 1, IsText: true), new("Parameters"), new("FLOPs × uses", Rank: 2)];
    // A file may have as many facts and tensors as its header can hold.
    private const int MostFacts = 100;

    public static Command Make()
    {
        ModelArgument model = new(usesTask: false);
        Option<bool> recipe = new("--recipe") { Description = "Print its recipe alone: a file of TOML with every option, for 'train'" };
        Command command = new("info", "Show a model's networks, their cost, and where the weights come from") { recipe };
        model.AddTo(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(recipe))
            {
                ShowRecipe(model.Open(parsed, wholeRecipe: true));
            }
            else
            {
                Show(model.Open(parsed));
            }
        });
        return command;
    }

    private static void ShowRecipe(TrainedModel trained)
    {
        foreach (string line in trained.RequireRecipe().ToToml().TrimEnd().Split('\n'))
        {
            Console.WriteLine(TerminalText.OneLine(line, line.Length));
        }
    }

    private static void Show(TrainedModel trained)
    {
        ModelOptions options = trained.File.Model;
        Line("Model", trained.Path);
        string title = trained.Title.Length > 0 ? $"{trained.Name}: {trained.Title}" : trained.Name;
        Line("Recipe", TerminalText.OneLine(trained.Recipe is null ? "not in the file" : title));
        (string Name, string Value)[] facts = [.. ModelFacts.Of(trained)];
        foreach ((string name, string value) in facts.Take(MostFacts))
        {
            Line(TerminalText.OneLine(name), TerminalText.OneLine(value, Text.MostOfLine));
        }
        More(facts.Length);
        foreach (string file in trained.WithheldFiles)
        {
            Line("Image file", $"{TerminalText.OneLine(file)} (opened with {ModelTrust.OpenFilesOption} only)");
        }
        Console.WriteLine();
        if (options.TakesGlimpses)
        {
            ShowSensor(options);
        }
        else
        {
            ImageSize size = options.Classifier.ImageSize(options.Channels);
            Line("Sees", options.Kind == ModelKind.Cnn
                ? $"the whole image at once, of any size; costs are those of {size} pixels"
                : $"the whole image at once, {size} pixels");
        }
        Console.WriteLine();
        ShowCosts(options);
        Console.WriteLine();
        Console.WriteLine("Weights");
        HashSet<string> skipped = [.. trained.File.Skipped.Select(tensor => tensor.Name)];
        NamedTensor[] weights = [.. trained.File.Weights.Where(tensor => !skipped.Contains(tensor.Name))];
        int width = weights.Max(tensor => tensor.Name.Length);
        foreach (NamedTensor tensor in weights)
        {
            Console.WriteLine(WrappedText.Of(
                $"  {TerminalText.OneLine(tensor.Name).PadRight(width)}  [{string.Join(", ", tensor.Shape)}]", Terminal.Width, indent: 4));
        }
        ShowSkipped(trained.File.Skipped);
    }

    private static void ShowSkipped(IReadOnlyList<SkippedTensor> skipped)
    {
        if (skipped.Count == 0)
        {
            return;
        }
        Console.WriteLine();
        Console.WriteLine("Not used: tensors that are no weights of this model");
        foreach (SkippedTensor tensor in skipped.Take(MostFacts))
        {
            string shape = TerminalText.OneLine(string.Join(", ", tensor.Shape));
            Console.WriteLine($"  {TerminalText.OneLine(tensor.Name),-28} [{shape}] {TerminalText.OneLine(tensor.Type)}");
        }
        More(skipped.Count);
    }

    private static void More(int count)
    {
        if (count > MostFacts)
        {
            Console.WriteLine($"  and {count - MostFacts:N0} more");
        }
    }

    private static void ShowSensor(ModelOptions options)
    {
        SensorOptions sensor = options.Sensor;
        IEnumerable<string> extents = Enumerable.Range(0, sensor.Scales).Select(sensor.PatchExtent).Select(side => $"{side}×{side}");
        Line("Sensor", $"{sensor.Scales} × {sensor.PatchSide}×{sensor.PatchSide} pixels, "
            + $"covering {string.Join(", ", extents)} of the image: {sensor.GlimpseSize(options.Channels):N0} values");
        Line("Glimpses", options.RandomGlimpses
            ? $"{options.Glimpses}, each at a random location"
            : $"{options.Glimpses}, the first {options.FirstLocation.ToString().ToLowerInvariant()}; σ {options.Sigma}");
        if (options.Stops)
        {
            Line("Ends", $"after fewer glimpses where one more is not worth its price, {options.Stop.Price}; trained for prices from "
                + $"{options.Stop.LowestPrice} to {options.Stop.HighestPrice}");
        }
        if (options.Context.Side > 0)
        {
            Line("Context", CostText.Context(options));
        }
        Line("Seen", $"{options.ValuesSeen(options.Glimpses):N0} values of an image");
    }

    private static void ShowCosts(ModelOptions options)
    {
        NetworkPlan plan = NetworkPlan.Create(options);
        List<IReadOnlyList<string>> rows = [.. plan.Costs().Select(cost => (string[])
            [cost.Network, cost.Layers, $"{cost.Parameters:N0}", $"{cost.FlopsPerUse:N0} × {cost.Uses}"])];
        rows.Add(["all", "", $"{plan.Parameters:N0}", $"{plan.ForwardFlops:N0} an image"]);
        foreach (string line in TextTable.Lines(s_costs, rows, Terminal.Width))
        {
            Console.WriteLine(line);
        }
        string without = options.TakesGlimpses ? "; the sum leaves out the baseline" : "";
        Console.WriteLine(WrappedText.Of($"FLOPs are those of the forward pass{without}.", Terminal.Width, indent: 0));
    }

    private static void Line(string name, string value) => Console.WriteLine(FactLines.Of(name, value, ValueColumn, Terminal.Width));
}
