using Saccade.Experiments.Import;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade import</c>: a model of weights that another program saved.</summary>
internal static class ImportCommand
{
    // Both programs trained on MNIST with 6 glimpses of 8×8 pixels.
    private const string DefaultRecipe = "mnist-28-t6";

    public static Command Make()
    {
        Argument<string> weights = new("FILE")
        {
            Description = "Weights: a checkpoint of PyTorch, HDF5 of Chainer, .npz or .safetensors",
            CustomParser = result => DashedPaths.Typed(result.Tokens[0].Value),
        };
        Option<string?> name = Arguments.RecipeName("--as", "The name of the model; it is written to NAME.safetensors");
        name.Required = true;
        Option<string?> recipe = Arguments.Path(
            "--recipe", "RECIPE", $"The recipe of the task, of the glimpses and of the sensor (default {DefaultRecipe})");
        Option<string?> output = Arguments.Path("--out", "FILE", "The model file (default: NAME.safetensors)");
        Option<string[]> set = Arguments.Set();
        Command command = new("import", "Make a model of weights that another program saved")
        {
            weights, name, recipe, output, set, ExtensionOption.Make(),
        };
        command.SetAction(parsed =>
        {
            Recipe read = RecipeFile.Read(parsed.GetValue(recipe) ?? DefaultRecipe);
            Recipe named = read with { Name = parsed.GetRequiredValue(name)!, Title = "" };
            string path = parsed.GetValue(output) ?? $"{named.Name}.safetensors";
            if (File.Exists(path))
            {
                throw new OptionException(new(
                    ErrorKind.Exists, path, "there is such a file already", "name another with --out, or remove this one"));
            }
            ImportedModel model = ModelImport.Read(parsed.GetRequiredValue(weights), named, parsed.GetRequiredValue(set));
            model.File.Write(path);
            Text.Print($"Weights of {model.Source}: {NetworkParameters(model):N0} parameters.");
            foreach (string difference in model.Differences)
            {
                Text.Print(difference);
            }
            Text.Print($"Model   {path}");
        });
        return command;
    }

    private static long NetworkParameters(ImportedModel model) => Networks.NetworkPlan.Create(model.File.Model).Parameters;
}
