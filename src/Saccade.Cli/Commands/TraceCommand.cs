using Saccade.Evaluation;
using Saccade.Experiments.Export;
using Saccade.Images;
using Saccade.Policy;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade trace</c>: what a model does at every step, in a file for other tools.</summary>
internal static class TraceCommand
{
    private const int DefaultCount = 100;

    public static Command Make()
    {
        ModelArgument model = new();
        Option<string?> images = Arguments.Path("--images", "PATH",
            "IDX file of images; a picture (PNG, JPEG, WebP, GIF, BMP, TIFF); or pictures with their classes: a folder with a subfolder "
                + "for each class, a .csv of path and label, or a .parquet file (default: the recipe's images)");
        Option<string?> labels = Arguments.Path("--labels", "FILE",
            "IDX file of the labels of an IDX file, which are written beside the traces");
        Option<bool> invert = InvertOption.Of($"the images of {images.Name}");
        Option<Split?> split = Arguments.EvaluationSplit(Split.Test);
        Option<string?> output = Arguments.Path("--out", "FILE", "What to write: a NumPy archive (.npz) or JSON (.json)");
        output.Required = true;
        Option<int?> count = Arguments.Whole("--count", 1, int.MaxValue, "N",
            $"How many images, the first ones (default all of a file, or {DefaultCount} of the recipe's images or of pictures)");
        Option<string?> data = Arguments.Data();
        Option<PolicyMode?> policy = Arguments.Policy();
        Option<int?> glimpses = Arguments.Glimpses();
        Option<long> seed = Arguments.Seed();
        Option<int?> threads = Arguments.Threads();
        Command command = new("trace", "Write locations, retinas, probabilities and baselines of every step to a file, for other tools")
        {
            images, labels, invert, split, output, count, data, policy, glimpses, seed, threads,
        };
        model.AddTo(command);
        command.Validators.Add(result =>
        {
            Arguments.RefuseAlone(result, labels, images);
            Arguments.RefuseAlone(result, invert, images);
        });
        command.SetAction(parsed =>
        {
            string file = parsed.GetRequiredValue(output)!;
            TraceFile.RequireEnding(file);
            TrainedModel trained = model.Open(parsed);
            GlimpseTracer.RequirePath(trained.File.Model);
            InvertOption.RefuseForPictures(parsed, invert, trained);
            DataOption.RefuseBeside(parsed, images, split, data, trained);
            if (parsed.GetValue(images) is string path && EvaluationTask.IsOfPictures(path))
            {
                Arguments.RefuseGiven(parsed, "pictures have their classes as labels.", labels);
            }
            TraceImages set = Images(
                trained, parsed.GetValue(images), parsed.GetValue(labels), parsed.GetValue(invert), parsed.GetValue(split) ?? Split.Test,
                parsed.GetValue(data), parsed.GetValue(count), out IReadOnlyList<string> warnings);
            using IEngine agent = trained.CreateEngine(parsed.GetValue(threads));
            TraceSet traces = TraceSet.Run(
                agent, set, parsed.GetValue(policy) ?? PolicyMode.Mean, parsed.GetValue(glimpses), parsed.GetValue(seed));
            TraceFile.Write(traces, trained.Name, file);
            Text.PrintWarnings(warnings);
            string counted = $"{set.Count:N0} {(set.Count == 1 ? "image" : "images")} of {set.Size} pixels";
            string most = traces.GlimpsesTaken is null ? "" : "up to ";
            Text.Print($"Traces  {file}: {counted}, {most}{traces.Glimpses} {(traces.Glimpses == 1 ? "glimpse" : "glimpses")} each");
        });
        return command;
    }

    private static TraceImages Images(
        TrainedModel trained, string? file, string? labels, bool invert, Split split, string? dataFolder, int? count,
        out IReadOnlyList<string> warnings)
    {
        warnings = [];
        using PictureDisplay progress = new();
        PictureAccess access = new() { Progress = progress };
        if (file is null)
        {
            using DownloadDisplay download = new();
            IImageSource own = trained.OpenImages(split, dataFolder, "--images", download, access);
            return TraceImages.Load(own, Number(count, Math.Min(DefaultCount, own.Count), own.Count));
        }
        if (EvaluationTask.IsOfPictures(file))
        {
            using EvaluationTask given = EvaluationTask.OpenPictures(trained, file, invert, access);
            warnings = given.Warnings;
            int most = given.Pictures!.Labels.Count;
            return TraceImages.Load(given.Pictures, Number(count, Math.Min(DefaultCount, most), most));
        }
        int channels = trained.File.Model.Channels;
        TraceImages all = TraceImages.Read(file, labels, channels, channels is 1 or 3 ? trained.Decoding : null);
        all = invert ? all.Inverted() : all;
        warnings = [.. DataWarnings.OfEvaluation(file, all.Size, LightGround.IsIn(all.Pixels.Span, all.Size), trained.Recipe)];
        return all.First(Number(count, all.Count, all.Count));
    }

    private static int Number(int? asked, int otherwise, int most) => (asked ?? otherwise) <= most
        ? asked ?? otherwise
        : throw new OptionException(
            new(ErrorKind.OutOfRange, Detail: "there are no more images") { Key = "--count", Value = asked, Allowed = $"1 to {most}" });
}
