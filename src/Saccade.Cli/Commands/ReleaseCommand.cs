using Saccade.Experiments.Release;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade release</c>: a finished run's model, or a released one tested anew, as a file for others, with its card.</summary>
internal static class ReleaseCommand
{
    private const string DefaultFolder = "models";

    public static Command Make()
    {
        Argument<string> run = new("RUN")
        {
            Description = "A run folder, finished and evaluated; or a released model, which is tested anew and keeps its weights",
        };
        ModelArgument model = new(model: run);
        Option<string?> output = Arguments.Path("--out", "DIR", $"Folder of the model and its card (default {DefaultFolder})");
        Option<string?> name = new("--name") { Description = "What the model is called (default: as its recipe)", HelpName = "NAME" };
        Option<bool> replace = new("--replace") { Description = "Replace a model of that name" };
        Option<string?> data = Arguments.Data();
        Option<int?> threads = Arguments.Threads();
        Command command = new("release", "Make a model file with its card from a finished run, for use by name")
        {
            output, name, replace, data, threads,
        };
        model.AddTo(command);
        command.SetAction(parsed =>
        {
            string source = parsed.GetRequiredValue(run);
            if (parsed.GetValue(data) is not null)
            {
                Recipe recipe = Directory.Exists(source) ? RunFolder.Open(source).Recipe : model.Open(parsed).RequireRecipe();
                DataOption.RefuseWithoutMnist(parsed, data, recipe);
            }
            using DownloadDisplay download = new();
            (string file, string card) = ModelRelease.Write(
                source,
                parsed.GetValue(output) ?? DefaultFolder,
                parsed.GetValue(name),
                parsed.GetValue(replace),
                parsed.GetValue(data),
                parsed.GetValue(threads),
                download,
                model.Trust(parsed));
            Text.Print($"Model  {file}");
            Text.Print($"Card   {card}");
        });
        return command;
    }
}
