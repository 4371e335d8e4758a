using System.Text.Json;
using Saccade.Data;
using Saccade.Data.Formats;
using Saccade.Evaluation;
using Saccade.Experiments.Engines;
using Saccade.Images;
using Saccade.Policy;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade eval</c>: the error of a model on unseen images.</summary>
internal static class EvalCommand
{
    public static Command Make()
    {
        ModelArgument model = new();
        Option<string?> data = Arguments.Data();
        Option<string?> images = Arguments.Path("--test-images", "PATH",
            $"{TestImagesOption.Description}; or an IDX file of images");
        Option<string?> labels = Arguments.Path("--test-labels", "FILE", "IDX file of the labels of an IDX file");
        Option<bool> invert = InvertOption.Of($"the images of {images.Name}");
        Option<Split?> split = Arguments.EvaluationSplit(Split.Test);
        Option<int?> rollouts = Arguments.Whole("--rollouts", 1, 10_000, "K",
            "Rollouts of each image, averaged for a separate figure (default 1)");
        Option<int?> draws = Arguments.Whole("--draws", 1, 1000, "N",
            "Independent draws of the frames (and of Catch's episodes); the error is their mean, with its standard error (default 1)");
        Option<PolicyMode?> policy = Arguments.Policy();
        Option<int?> glimpses = Arguments.Glimpses();
        Option<double?> price = Arguments.Price();
        Option<long> seed = Arguments.Seed();
        Option<int?> threads = Arguments.Threads();
        Option<EngineKind?> engine = Arguments.Engine();
        Option<ComputeDevice?> device = Arguments.Device();
        Option<int?> episodes = Arguments.Whole(
            "--episodes", 1, 1_000_000, "N", $"Catch only: how many unseen episodes (default {CatchTask.DefaultTestEpisodes})");
        Option<bool> json = new("--json") { Description = "Print one JSON object and nothing else" };
        Command command = new("eval", "Measure a model's error on unseen images or episodes")
        {
            split, data, images, labels, invert, draws, rollouts, policy, glimpses, price, episodes, seed, threads, engine, device, json,
        };
        model.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(images) is null != result.GetResult(labels) is null
                && !(result.GetResult(images) is { Tokens: [{ Value: string path }] } && EvaluationTask.IsOfPictures(path)))
            {
                result.AddError("--test-images and --test-labels go together: give both or neither, unless the images are a folder, "
                    + "a .csv or a .parquet file of pictures.");
            }
            Arguments.RefuseAlone(result, invert, images);
        });
        command.SetAction(parsed =>
        {
            EvaluationOptions options = new()
            {
                Draws = parsed.GetValue(draws) ?? 1,
                Rollouts = parsed.GetValue(rollouts) ?? 1,
                Policy = parsed.GetValue(policy) ?? PolicyMode.Mean,
                Glimpses = parsed.GetValue(glimpses),
                Price = parsed.GetValue(price),
                Seed = parsed.GetValue(seed),
            };
            TrainedModel trained = model.Open(parsed);
            bool ownImages = parsed.GetValue(images) is not null;
            Split part = parsed.GetValue(split) ?? Split.Test;
            RefuseByModel(parsed, trained, part);
            trained.File.Model.RequirePrice(options.Price);
            using DownloadDisplay download = new();
            using PictureDisplay pictures = new();
            PictureAccess access = new() { Progress = pictures };
            using EvaluationTask evaluation = parsed.GetValue(images) is not string path
                ? new(trained.OpenTask(parsed.GetValue(data), images.Name, download, parsed.GetValue(episodes), access))
                : EvaluationTask.IsOfPictures(path)
                ? EvaluationTask.OpenPictures(trained, path, parsed.GetValue(invert), access)
                : OwnImages(trained, path, parsed.GetValue(labels)!, parsed.GetValue(invert));
            ITask task = evaluation.Task;
            RefuseByTask(parsed, task);
            using IEngine agent = trained.CreateEngine(
                parsed.GetValue(threads), parsed.GetValue(engine), parsed.GetValue(device) ?? ComputeDevice.Cpu);
            TaskTest test = TaskTest.Run(agent, task, part, options);
            Text.PrintWarnings([.. evaluation.Warnings, .. trained.WarningsOfPictures(task)]);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(test.Result, JsonSerializerOptions.Web));
            }
            else
            {
                EvaluationDisplay.Show(test, trained, task, options, ownImages ? "given" : part.Kind());
            }
            if (trained.Run is RunFolder run && !ownImages && part == Split.Test && parsed.GetValue(episodes) is null)
            {
                Keep(run, options, test);
            }
        });

        void RefuseByModel(ParseResult parsed, TrainedModel trained, Split part)
        {
            if (!trained.File.Model.Stops)
            {
                Arguments.RefuseGiven(parsed, "the model has no stop network: all its rollouts take the same number of glimpses.", price);
            }
            if (trained.TaskKind == TaskKind.Classification)
            {
                Arguments.RefuseGiven(parsed, "the model classifies images; there are no episodes.", episodes);
            }
            else
            {
                if (trained.TaskKind == TaskKind.Extension)
                {
                    Arguments.RefuseGiven(parsed, "the task of an extension decides itself how many episodes it has.", episodes);
                }
                else if (part != Split.Test)
                {
                    Arguments.RefuseGiven(parsed, "it is the number of test episodes.", episodes);
                }
                Arguments.RefuseGiven(parsed, DataOption.NoImages, data, images, labels);
            }
            if (!trained.File.Model.TakesGlimpses)
            {
                Arguments.RefuseGiven(parsed, "the model classifies whole images; it takes no glimpses.", rollouts, policy, glimpses);
            }
            if (parsed.GetValue(images) is not null)
            {
                Arguments.RefuseGiven(parsed, "images as they are have a single draw.", draws);
                if (EvaluationTask.IsOfPictures(parsed.GetValue(images)!))
                {
                    Arguments.RefuseGiven(parsed, "pictures have their classes as labels.", labels);
                }
            }
            InvertOption.RefuseForPictures(parsed, invert, trained);
            DataOption.RefuseBeside(parsed, images, split, data, trained);
        }

        void RefuseByTask(ParseResult parsed, ITask task)
        {
            if (task.Answers == AnswerKind.Action)
            {
                Arguments.RefuseGiven(parsed, "the answers of this task are actions, which cannot be averaged.", rollouts);
            }
            GlimpsesOption.RefuseWhereFixed(parsed, glimpses, task);
        }

        return command;
    }

    /// <summary>Keeps the result with the run; a failure to do so does not fail the evaluation.</summary>
    private static void Keep(RunFolder run, EvaluationOptions options, TaskTest test)
    {
        try
        {
            TestRecord.Keep(run, options, test);
        }
        catch (SaccadeException e)
        {
            Text.Warn($"The result was not kept with the run. {e.Message}");
        }
    }

    private static EvaluationTask OwnImages(TrainedModel trained, string imagesPath, string labelsPath, bool invert)
    {
        ImageSet set = IdxFile.ReadPair(imagesPath, labelsPath);
        if (set.Size.Channels != trained.File.Model.Channels)
        {
            throw new SaccadeException(new(ErrorKind.Mismatch)
            {
                Path = imagesPath,
                Key = "number of channels",
                Value = set.Size.Channels,
                Allowed = $"{trained.File.Model.Channels}",
                Detail = "the model takes that many",
            });
        }
        set = invert ? set.Inverted() : set;
        return new(
            new ClassificationTask(
                set.Size, ClassificationTask.NumberedClasses(trained.File.Model.Classes), training: null, () => set),
            [.. DataWarnings.OfEvaluation(imagesPath, set.Size, LightGround.IsIn(set), trained.Recipe)]);
    }
}
