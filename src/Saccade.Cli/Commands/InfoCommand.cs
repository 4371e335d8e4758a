using System.CommandLine;
using System.Globalization;
using Saccade.Checkpoints;
using Saccade.Cli.Display;
using Saccade.Experiments.Runs;
using Saccade.Model;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade info</c>: the networks of a model, what they cost, and where their weights come from.</summary>
internal static class InfoCommand
{
    public static Command Make()
    {
        Argument<string> model = Arguments.RunOrModel();
        Command command = new("info", "Show a model's networks, their cost, and where the weights come from") { model };
        command.SetAction(parsed => Show(TrainedModel.Open(parsed.GetRequiredValue(model))));
        return command;
    }

    private static void Show(TrainedModel trained)
    {
        ModelOptions options = trained.File.Model;
        Line("Model", trained.Path);
        Line("Recipe", Text.OneLine(trained.Recipe.Title.Length > 0 ? $"{trained.Recipe.Name}: {trained.Recipe.Title}" : trained.Recipe.Name));
        foreach ((string name, string value) in trained.File.Facts.Where(f => f.Key is not ("recipe" or "name")).OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            Line(Text.OneLine(name), Text.OneLine(value));
        }
        Console.WriteLine();
        if (options.Kind == ModelKind.Attention)
        {
            ShowLooking(options);
        }
        else
        {
            Line("Sees", $"the whole image at once, {options.Comparison.ImageSize(options.Channels)} pixels");
        }
        Console.WriteLine();
        ShowCosts(options);
        Console.WriteLine();
        Console.WriteLine("Weights");
        foreach (NamedTensor tensor in trained.File.Weights)
        {
            Console.WriteLine($"  {Text.OneLine(tensor.Name),-28} [{string.Join(", ", tensor.Shape)}]");
        }
    }

    private static void ShowLooking(ModelOptions options)
    {
        SensorOptions sensor = options.Sensor;
        string extents = string.Join(", ", Enumerable.Range(0, sensor.Scales).Select(k => $"{sensor.PatchExtent(k)}×{sensor.PatchExtent(k)}"));
        Line("Sensor", $"{sensor.Scales} × {sensor.PatchSide}×{sensor.PatchSide} pixels, covering {extents} of the image: {sensor.GlimpseSize(options.Channels)} values");
        Line("Glimpses", options.RandomGlimpses
            ? $"{options.Glimpses}, each at a random place"
            : $"{options.Glimpses}, the first {options.FirstLocation.ToString().ToLowerInvariant()}; σ {options.Sigma.ToString(CultureInfo.InvariantCulture)}");
    }

    private static void ShowCosts(ModelOptions options)
    {
        Console.WriteLine("Network    Layers                                          Parameters   FLOPs × uses");
        IReadOnlyList<NetworkCost> costs = ModelCost.Of(options);
        foreach (NetworkCost cost in costs)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cost.Network,-10} {cost.Layers,-46} {cost.Parameters,11:N0}   {cost.FlopsPerUse:N0} × {cost.Uses}"));
        }
        long looking = costs.Where(c => c.Network != "baseline").Sum(c => c.FlopsPerUse * c.Uses);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"all",-10} {"",-46} {costs.Sum(c => c.Parameters),11:N0}   {looking:N0} an image, forward{(options.Kind == ModelKind.Attention ? ", without the baseline" : "")}"));
    }

    private static void Line(string name, string value) => Console.WriteLine($"{name,-28} {value}");
}
