using System.Diagnostics;
using Saccade.Data;
using Saccade.Experiments.Engines;
using Saccade.Experiments.Predictions;
using Saccade.Inference;
using Saccade.IO;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade predict</c>: the class of each picture in files and folders.</summary>
internal static class PredictCommand
{
    private const int MostNamed = 3;

    public static Command Make()
    {
        ModelArgument model = new(usesTask: false);
        Argument<string[]> paths = new("PATH")
        {
            Description = "Pictures: files, folders at any depth, patterns such as 'DIR/*.jpg' (** for any depth), or - for one from "
                + "standard input",
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result => [.. result.Tokens.Select(token => DashedPaths.Typed(token.Value))],
        };
        Option<string?> output = Arguments.Path(
            "--out", "FILE", "File of the results, .csv, .jsonl or .parquet (default: standard output)");
        Option<PredictionFormat?> format = Arguments.Choice<PredictionFormat>(
            "--format", "The format of the results (default: by the ending of --out, else csv)");
        Option<int?> top = Arguments.Whole("--top", 1, 1000, "K", "The most probable classes to give, not only the first (default 1)");
        Option<bool> glimpses = new("--path") { Description = "Give the locations of the glimpses, x y in [-1, 1]" };
        Option<bool> invert = InvertOption.Of("the pictures");
        Option<int?> count = Arguments.Glimpses();
        Option<double?> price = Arguments.Price();
        Option<long> seed = Arguments.Seed();
        Option<int?> threads = Arguments.Threads();
        Option<EngineKind?> engine = Arguments.Engine();
        Option<ComputeDevice?> device = Arguments.Device();
        Command command = new("predict", "Classify pictures with a model, one row each")
        {
            output, format, top, glimpses, invert, count, price, seed, threads, engine, device,
        };
        model.AddTo(command);
        command.Add(paths);
        command.SetAction(parsed =>
        {
            PredictionFormat written = FormatOf(parsed.GetValue(format), parsed.GetValue(output));
            TrainedModel trained = model.Open(parsed);
            RefuseUnsuitable(parsed, trained);
            PredictionLayout layout = new(parsed.GetValue(top) ?? 1, parsed.GetValue(glimpses));
            string[] asked = parsed.GetRequiredValue(paths);
            string named = Counted.Names(asked, MostNamed);
            IReadOnlyList<PredictionInput> inputs = PredictionInput.Find(asked, Console.OpenStandardInput);
            if (inputs.Count == 0)
            {
                throw new SaccadeException(new(ErrorKind.Missing, Key: "pictures", Detail: $"there are none in {named}"));
            }
            using IEngine agent = trained.CreateEngine(
                parsed.GetValue(threads), parsed.GetValue(engine), parsed.GetValue(device) ?? ComputeDevice.Cpu);
            InferenceOptions options = new()
            {
                Glimpses = parsed.GetValue(count),
                Price = parsed.GetValue(price),
                Seed = parsed.GetValue(seed),
                Invert = parsed.GetValue(invert),
            };
            Predictor predictor = new(trained, agent, options, layout.Top);
            using StopSignals stop = new();
            long start = Stopwatch.GetTimestamp();
            IEnumerable<Prediction> predictions = predictor.Predict(inputs).TakeWhile(_ => !stop.Token.IsCancellationRequested);
            (int classified, int failed) = Write(parsed.GetValue(output), Shown(predictions, inputs.Count), written, layout);
            if (2 * predictor.LightGrounds > classified
                && DataWarnings.OfLightGround(named, trained.Recipe) is string warning)
            {
                Text.Warn(warning);
            }
            Conclude(parsed.GetValue(output), inputs.Count, classified, failed, Stopwatch.GetElapsedTime(start));
            return stop.Token.IsCancellationRequested ? stop.ExitCode : failed > 0 ? ExitCode.Failure : 0;
        });
        return command;

        void RefuseUnsuitable(ParseResult parsed, TrainedModel trained)
        {
            if (trained.TaskKind != TaskKind.Classification)
            {
                throw new SaccadeException(
                    new(ErrorKind.Unsupported, trained.Path, "the model does not classify pictures"));
            }
            if (!trained.File.Model.TakesGlimpses)
            {
                Arguments.RefuseGiven(parsed, "the model classifies whole images; it takes no glimpses.", glimpses, count, price, seed);
            }
            if (trained.File.Model.ReadsSequences)
            {
                Arguments.RefuseGiven(parsed, "the model answers sequences, of which it gives the most probable one.", top);
            }
            InvertOption.RefuseForPictures(parsed, invert, trained);
        }
    }

    private static PredictionFormat FormatOf(PredictionFormat? given, string? path)
    {
        if (path is null)
        {
            return given != PredictionFormat.Parquet ? given ?? PredictionFormat.Csv : throw new OptionException(
                new(ErrorKind.Missing) { Key = "--out", Detail = "Parquet is written to a file, not to standard output" });
        }
        return given ?? PredictionFile.FormatOf(path) ?? throw new OptionException(new(ErrorKind.NotAllowed)
        {
            Key = "--out",
            Value = path,
            Allowed = "any that ends in .csv, .jsonl or .parquet",
            Remedy = "or name the format with --format",
        });
    }

    private static (int Classified, int Failed) Write(
        string? path, IEnumerable<Prediction> predictions, PredictionFormat format, PredictionLayout layout)
    {
        if (path is null)
        {
            // Names of files are data for a program, but to a terminal they could be commands.
            return PredictionFile.Write(
                Console.IsOutputRedirected ? predictions : predictions.Select(row => row with { File = TerminalText.OneLine(row.File) }),
                format, layout, Console.Out);
        }
        (int, int) counts = default;
        AtomicFile.Write(path, stream => counts = PredictionFile.Write(predictions, format, layout, stream));
        return counts;
    }

    /// <summary>Shows on a terminal how many pictures are done, unless the results stand there.</summary>
    private static IEnumerable<Prediction> Shown(IEnumerable<Prediction> predictions, int total)
    {
        bool shows = !Console.IsErrorRedirected && Console.IsOutputRedirected;
        int done = 0;
        foreach (Prediction prediction in predictions)
        {
            if (shows && ++done % 100 == 0)
            {
                Console.Error.Write($"\r{done:N0} of {total:N0} ");
            }
            yield return prediction;
        }
        if (shows && done >= 100)
        {
            Console.Error.WriteLine();
        }
    }

    /// <summary>Says what was written to a file; where the results stand on standard output, only what went wrong.</summary>
    private static void Conclude(string? path, int total, int classified, int failed, TimeSpan time)
    {
        if (classified + failed < total)
        {
            Text.Warn(string.Create(CultureInfo.InvariantCulture, $"Stopped after {classified + failed:N0} of {total:N0} pictures."));
        }
        if (failed > 0)
        {
            Text.Warn(string.Create(
                CultureInfo.InvariantCulture,
                $"{failed:N0} of {total:N0} pictures could not be classified; their rows have the reason as error."));
        }
        if (path is not null)
        {
            double rate = classified / Math.Max(time.TotalMinutes, 1e-6);
            string pictures = classified == 1 ? "picture" : "pictures";
            Text.Print(string.Create(CultureInfo.InvariantCulture, $"{path}: {classified:N0} {pictures} classified, {rate:N0} a minute."));
        }
    }
}
