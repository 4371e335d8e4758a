using Saccade.Networks;
using Saccade.Sensing;

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
        string title = trained.Title.Length > 0 ? $"{trained.Name}: {trained.Title}" : trained.Name;
        Line("Recipe", Text.OneLine(trained.Recipe is null ? "not in the file" : title));
        foreach ((string name, string value) in trained.OtherFacts.OrderBy(fact => fact.Key, StringComparer.Ordinal))
        {
            Line(Text.OneLine(name), Text.OneLine(value));
        }
        Console.WriteLine();
        if (options.Kind == ModelKind.Attention)
        {
            ShowSensor(options);
        }
        else
        {
            Line("Sees", $"the whole image at once, {options.Classifier.ImageSize(options.Channels)} pixels");
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

    private static void ShowSensor(ModelOptions options)
    {
        SensorOptions sensor = options.Sensor;
        IEnumerable<string> extents = Enumerable.Range(0, sensor.Scales).Select(sensor.PatchExtent).Select(side => $"{side}×{side}");
        Line("Sensor", $"{sensor.Scales} × {sensor.PatchSide}×{sensor.PatchSide} pixels, "
            + $"covering {string.Join(", ", extents)} of the image: {sensor.GlimpseSize(options.Channels)} values");
        Line("Glimpses", options.RandomGlimpses
            ? $"{options.Glimpses}, each at a random location"
            : $"{options.Glimpses}, the first {options.FirstLocation.ToString().ToLowerInvariant()}; σ {options.Sigma}");
    }

    private static void ShowCosts(ModelOptions options)
    {
        Console.WriteLine("Network    Layers                                          Parameters   FLOPs × uses");
        NetworkPlan plan = NetworkPlan.Create(options);
        IReadOnlyList<NetworkCost> costs = plan.Costs();
        foreach (NetworkCost cost in costs)
        {
            Console.WriteLine(
                $"{cost.Network,-10} {cost.Layers,-46} {cost.Parameters,11:N0}   {cost.FlopsPerUse:N0} × {cost.Uses}");
        }
        string without = options.Kind == ModelKind.Attention ? ", without the baseline" : "";
        Console.WriteLine($"{"all",-10} {"",-46} {plan.Parameters,11:N0}   {plan.ForwardFlops:N0} an image, forward{without}");
    }

    private static void Line(string name, string value) => Console.WriteLine($"{name,-28} {value}");
}
