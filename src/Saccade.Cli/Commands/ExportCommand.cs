using Saccade.Experiments.Export;
using Saccade.Experiments.HuggingFace;
using Saccade.Experiments.Onnx;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade export</c>: a model for other programs.</summary>
internal static class ExportCommand
{
    public static Command Make()
    {
        ModelArgument model = new(usesTask: false);
        Option<ModelFormat?> format = Arguments.Choice<ModelFormat>(
            "--format", "ONNX, or a folder of the Hugging Face Hub with the model in PyTorch");
        format.Required = true;
        Option<string?> output = Arguments.Path("--out", "PATH", "What to write: a file of ONNX, or a folder");
        output.Required = true;
        Option<bool> step = new("--step") { Description = "ONNX: write a single glimpse, with the state as inputs and outputs" };
        Option<int?> glimpses = Arguments.Glimpses();
        Command command = new("export", "Write a model for ONNX Runtime or PyTorch") { format, output, step, glimpses };
        model.AddTo(command);
        command.SetAction(parsed =>
        {
            bool onnx = parsed.GetValue(format) == ModelFormat.Onnx;
            if (!onnx || parsed.GetValue(step))
            {
                Arguments.RefuseGiven(
                    parsed, onnx ? "--step is a single glimpse." : "it belongs to --format onnx.", onnx ? [glimpses] : [step, glimpses]);
            }
            TrainedModel trained = model.Open(parsed);
            string path = parsed.GetRequiredValue(output)!;
            if (!parsed.GetValue(step))
            {
                RequireStill(trained);
            }
            if (!onnx)
            {
                // The licence of other models is not known.
                string? licence = BuiltInModels.Has(trained.Path) ? "mit" : null;
                IReadOnlyList<string> files = HuggingFaceFolder.Write(trained.File, trained.ClassNames, trained.Description, licence, path);
                Text.Print($"{trained.Name} for PyTorch and the Hugging Face Hub:");
                Text.PrintFiles(files);
                return;
            }
            if (parsed.GetValue(step))
            {
                OnnxFile.WriteStep(trained.File, trained.ClassNames, path);
            }
            else
            {
                OnnxFile.Write(trained.File, trained.ClassNames, path, parsed.GetValue(glimpses));
            }
            Text.Print($"ONNX    {path}");
        });
        return command;
    }

    private static void RequireStill(TrainedModel trained)
    {
        if (trained.TaskKind != Data.TaskKind.Classification)
        {
            throw new OptionException(new(ErrorKind.Unsupported)
            {
                Path = trained.Path,
                Detail = "the images of its task may change from glimpse to glimpse",
                Remedy = "export a single glimpse: --format onnx --step",
            });
        }
    }
}
