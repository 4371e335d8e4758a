using Saccade.Checkpoints;
using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Experiments.Config;
using Saccade.Experiments.Extensions;
using Saccade.Experiments.Release;
using Saccade.Experiments.Reports;
using Saccade.Experiments.Runs;
using Saccade.Policy;
using Saccade.Tasks;
using Saccade.Tests.Checkpoints;
using Saccade.Tests.Reference;
using Saccade.Tests.Tasks;
using Saccade.Tests.Torch.Networks;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Release;

[Collection(TorchTests.Name)]
public sealed class ModelReleaseTests : IDisposable
{
    private static readonly Recipe s_recipe = new Recipe { Name = "tiny", Title = "Tiny" }.With(
    [
        "task.digits=drawn", "task.training_digits=40", "task.validation_digits=20", "task.test_digits=30", "model.hidden=8",
        "model.glimpse_hidden=4", "model.glimpse_features=8", "model.glimpses=3", "training.epochs=2", "training.batch_size=10",
    ]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Header_and_card_state_recipe_result_and_origin_and_the_weights_are_the_runs()
    {
        RunFolder run = Train();
        EvaluationResult result = Evaluate(run, new() { Rollouts = 4 });
        TestRecord.Keep(run, new() { Rollouts = 4 }, new(result, Chance: null));

        (string path, string card) = ModelRelease.Write(run.Path, _folder["models"], threads: 1);

        Assert.Equal(
            [_folder["models/tiny.md"], _folder["models/tiny.safetensors"]],
            Directory.GetFiles(_folder["models"]).Order(StringComparer.Ordinal));
        TrainedModel released = TrainedModel.Open(path);
        Assert.Equal(s_recipe, released.Recipe);
        Assert.Equal(
            ModelFile.Read(run.ModelPath).Weights.SelectMany(weight => weight.Values),
            released.File.Weights.SelectMany(weight => weight.Values));
        IReadOnlyDictionary<string, string> facts = released.File.Facts;
        Assert.Equal(FormattableString.Invariant($"{result.ErrorPercent}"), facts["test_error_percent"]);
        Assert.Equal(FormattableString.Invariant($"{result.AveragedErrorPercent}"), facts["test_averaged_error_percent"]);
        Assert.Equal(("30", "4", "7", "2"), (facts["test_images"], facts["test_rollouts"], facts["seed"], facts["epochs"]));
        // The test has but 30 images: the slice is all of them.
        Assert.Equal(("30", $"{30 * result.ErrorPercent / 100:F0}"), (facts["slice_images"], facts["slice_wrong"]));
        Assert.Equal("saccade train tiny.toml --seed 7 --threads 1", facts["command"]);
        string text = File.ReadAllText(card);
        // Others do not have tiny.toml, which the model file gives.
        Assert.Contains("saccade info tiny --recipe > tiny.toml\nsaccade train tiny.toml --seed 7 --threads 1\n", text);
        Assert.Equal(s_recipe, RecipeText.Read(released.RequireRecipe().ToToml(), "other", "tiny.toml"));
        Assert.Contains(
            FormattableString.Invariant(
                $"| Test error, one rollout | {result.ErrorPercent:F2}%, 95% interval {result.ErrorPercentLow:F2}% to "),
            text);
        Assert.Contains("saccade look tiny\n", text);
        Assert.Contains("digits drawn by code on black frames of 28×28 pixels", text);
    }

    [Fact]
    public void A_released_model_is_tested_anew_on_ten_draws_and_keeps_its_weights_and_origin()
    {
        RunFolder run = Train();
        TestRecord.Keep(run, new(), new(Evaluate(run, new()), Chance: null));
        (string first, _) = ModelRelease.Write(run.Path, _folder["models"], threads: 1);

        (string path, string card) = ModelRelease.Write(first, _folder["again"], threads: 1);

        (ModelFile before, ModelFile after) = (ModelFile.Read(first), ModelFile.Read(path));
        Assert.Equal(
            before.Weights.SelectMany(weight => weight.Values), after.Weights.SelectMany(weight => weight.Values));
        EvaluationResult result = Evaluate(run, new() { Draws = 10, Rollouts = 10 });
        Assert.Equal(("10", "10"), (after.Facts["test_draws"], after.Facts["test_rollouts"]));
        Assert.Equal(FormattableString.Invariant($"{result.ErrorPercent}"), after.Facts["test_error_percent"]);
        Assert.Equal(
            FormattableString.Invariant($"{result.ErrorPercentStandardError}"), after.Facts["test_error_percent_standard_error"]);
        Assert.Equal((before.Facts["command"], before.Facts["epoch"]), (after.Facts["command"], after.Facts["epoch"]));
        Assert.Contains("(mean and standard error of 10 draws)", File.ReadAllText(card));
    }

    [Fact]
    public void The_same_run_gives_the_same_bytes_and_another_name_another_file()
    {
        RunFolder run = Train();
        TestRecord.Keep(run, new(), new(Evaluate(run, new()), Chance: null));
        (string path, string card) = ModelRelease.Write(run.Path, _folder["models"], threads: 1);
        (byte[] model, string text) = (File.ReadAllBytes(path), File.ReadAllText(card));

        File.WriteAllText(card, "another");
        Assert.Equal((ErrorKind.Exists, _folder["models/tiny.safetensors"], "the file exists already"), Refused(run.Path));
        Assert.Equal("another", File.ReadAllText(card));
        // A release that was killed before it wrote the card.
        File.Delete(card);
        Assert.Equal((path, card), ModelRelease.Write(run.Path, _folder["models"], threads: 1));
        Assert.Equal(text, File.ReadAllText(card));
        File.Delete(card);
        File.WriteAllText(path, "a file of the user's");
        Assert.Equal((ErrorKind.Exists, _folder["models/tiny.safetensors"], "the file exists already"), Refused(run.Path));
        Assert.Equal((path, card), ModelRelease.Write(run.Path, _folder["models"], replace: true, threads: 1));
        Assert.Equal(model, File.ReadAllBytes(path));
        Assert.Equal(text, File.ReadAllText(card));
        Assert.Equal(_folder["models/tiny-2.safetensors"], ModelRelease.Write(run.Path, _folder["models"], "tiny-2", threads: 1).Model);
        Assert.Equal(model, File.ReadAllBytes(_folder["models/tiny-2.safetensors"]));
        Assert.DoesNotContain("averaged", text);
    }

    [Fact]
    public void A_run_that_is_not_finished_or_not_evaluated_is_refused()
    {
        RunFolder run = Train();
        Assert.Equal((ErrorKind.NotReady, run.Path, "the run was not evaluated yet"), Refused(run.Path));

        TestRecord.Keep(run, new(), new(Evaluate(run, new()), Chance: null));
        string[] lines = File.ReadAllLines(run.MetricsPath);
        File.WriteAllLines(run.MetricsPath, lines[..^1]);
        Assert.Equal((ErrorKind.NotReady, run.Path, "the run is not finished, 1 of 2 epochs are done"), Refused(run.Path));
        Assert.Equal(ErrorKind.Unknown, Refused(_folder["nothing"]).Kind);
        Assert.False(Directory.Exists(_folder["models"]));
    }

    [Theory]
    [InlineData("attention", "--draws 10 --rollouts 10'")]
    [InlineData("fully-connected", "--draws 10'")]
    public void The_test_that_is_proposed_is_one_that_the_model_can_take(string kind, string options)
    {
        Recipe recipe = s_recipe.With([$"model.kind={kind}", "training.epochs=1"]);
        using TrainingRun run = TrainingRun.Start(recipe, _folder["run"], new() { Threads = 1 });
        run.Train(new Observer());

        SaccadeException refused = Assert.Throws<SaccadeException>(() => ModelRelease.Write(run.Folder.Path, _folder["models"]));

        Assert.Contains(options, refused.Error.Remedy);
    }

    [Fact]
    public void The_files_that_a_released_model_names_are_opened_on_request_only()
    {
        RunFolder run = Train();
        TestRecord.Keep(run, new(), new(Evaluate(run, new()), Chance: null));
        (string path, _) = ModelRelease.Write(run.Path, _folder["models"], threads: 1);
        Recipe files = s_recipe.With(["task.digits=idx", "task.test_images=missing.idx", "task.test_labels=missing.idx"]);
        ModelFile model = ModelFile.Read(path);
        Dictionary<string, string> facts = new(model.Facts) { ["recipe"] = TrainedModel.FactsOf(files)["recipe"] };
        (model with { Facts = facts }).Write(_folder["named.safetensors"]);

        string card = ModelRelease.CardOf(_folder["named.safetensors"]);
        Assert.Contains("saccade eval named --open-files\nsaccade look named --open-files\n", card);
        Assert.Equal((ErrorKind.NotReady, "add --open-files to open these"), Refusal(new()));
        Assert.Equal(ErrorKind.Missing, Refusal(new() { OpenFiles = true }).Kind);

        // The card states what the header says, whatever may be opened.
        Recipe pictures = s_recipe with { Task = new() { Images = "photos", ShortSide = 32 } };
        facts["recipe"] = TrainedModel.FactsOf(pictures)["recipe"];
        (model with { Facts = facts }).Write(_folder["pictures.safetensors"]);
        card = ModelRelease.CardOf(_folder["pictures.safetensors"]);
        Assert.Contains("| Images | pictures of photos, shorter side 32 pixels |", card);
        Assert.Contains("saccade predict pictures picture.jpg\nsaccade eval pictures --open-files\n", card);

        (ErrorKind Kind, string? Remedy) Refusal(ModelTrust trust)
        {
            ErrorData error = Assert.ThrowsAny<SaccadeException>(
                () => ModelRelease.Write(_folder["named.safetensors"], _folder["models"], threads: 1, trust: trust)).Error;
            return (error.Kind, error.Remedy);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("-x")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    public void A_name_that_is_none_is_refused(string name)
    {
        RunFolder run = Train();
        TestRecord.Keep(run, new(), new(Evaluate(run, new()), Chance: null));

        OptionException e = Assert.Throws<OptionException>(() => ModelRelease.Write(run.Path, _folder["models"], name));

        Assert.Equal((ErrorKind.NotAllowed, "--name", name), (e.Error.Kind, e.Error.Key, e.Error.Value));
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Only_the_test_of_the_finished_model_as_it_was_trained_is_kept_and_the_one_of_most_rollouts()
    {
        RunFolder run = Train();
        EvaluationResult one = Evaluate(run, new()), three = Evaluate(run, new() { Rollouts = 3 });
        foreach (EvaluationOptions other in
            (EvaluationOptions[])[new() { Seed = 1 }, new() { Policy = PolicyMode.Sample }, new() { Glimpses = 2 }])
        {
            TestRecord.Keep(run, other, new(one, Chance: null));
            Assert.Null(TestRecord.Read(run, 2));
        }
        TestRecord.Keep(run, new() { Glimpses = 3 }, new(one, Chance: null));
        Assert.Equal(1, TestRecord.Read(run, 2)?.Result.Rollouts);
        TestRecord.Keep(run, new(), new(three, Chance: null));
        TestRecord.Keep(run, new(), new(one, Chance: null));
        Assert.Equal(3, TestRecord.Read(run, 2)?.Result.Rollouts);
        Assert.Null(TestRecord.Read(run, 1));
    }

    [Fact]
    public void The_command_reports_how_the_recipe_differed()
    {
        File.WriteAllText(_folder["tiny.toml"], RecipeText.Write(s_recipe.With(["training.epochs=9", "training.optimiser.kind=sgd"])));

        Assert.Equal(
            "saccade train tiny --set training.epochs=2 --set training.optimiser.kind=adam --seed 7 --threads 1",
            TrainingCommand.Create(Train(), [_folder.Path]));
    }

    [Fact]
    public void A_card_names_the_runs_that_a_training_began_with_and_their_commands()
    {
        RunFolder first = Train();
        TrainingSettings settings = new() { Threads = 1, InitialModels = [first.Path] };
        using (TrainingRun second = TrainingRun.Start(s_recipe.With(["training.epochs=1"]), _folder["second"], settings))
        {
            second.Train(new Observer());
        }
        RunFolder run = RunFolder.Open(_folder["second"]);
        TestRecord.Keep(run, new(), new(Evaluate(run, new()), Chance: null));
        string[] commands =
        [
            "saccade train tiny.toml --seed 7 --threads 1 --run run # by a recipe that is not kept here",
            "saccade train tiny.toml --init run --threads 1",
        ];

        (string path, string card) = ModelRelease.Write(run.Path, _folder["models"], threads: 1);

        Assert.Equal(string.Join('\n', commands), TrainedModel.Open(path).File.Facts["command"]);
        string text = File.ReadAllText(card);
        string sha256 = run.Info.InitialModels!.Single().Sha256;
        Assert.Contains($"It starts from the weights of run (SHA-256 {sha256}), whose training is not in the time", text);
        Assert.Contains($"{commands[0]}\nsaccade info tiny --recipe > tiny.toml\n{commands[1]}\n", text);
        Assert.DoesNotContain("on nothing else", text);
        Assert.DoesNotContain("One training", text);

        // What the run began with stays known.
        Directory.Delete(first.Path, recursive: true);
        Assert.Equal(string.Join('\n', commands), TrainingCommand.Create(run));
    }

    [Fact]
    public void A_model_of_a_task_of_the_user_is_released_and_its_card_names_the_task()
    {
        Extension.Load(typeof(MovingBars).Assembly.Location);
        RunFolder run = Train(s_recipe.With(
            ["task.kind=extension", $"task.extension={typeof(MovingBars).FullName}", "model.classes=3", "model.glimpses=4"]));
        using (IEngine agent = TrainedModel.Open(run.Path).CreateEngine(1))
        {
            TestRecord.Keep(run, new(), TaskTest.Run(agent, RecipeTask.Open(run.Recipe, null), Split.Test, new()));
        }

        (_, string card) = ModelRelease.Write(run.Path, _folder["models"], threads: 1);

        string text = File.ReadAllText(card);
        Assert.Contains($"| Images | images of the task {typeof(MovingBars).FullName} |", text);
        Assert.Matches("saccade eval tiny (--extension .*)?--extension Saccade.Tests.dll", text);
    }

    [Fact]
    public void The_card_states_how_the_model_differs_from_the_recipe_that_has_its_title()
    {
        ModelFile built = ModelFile.Read(Repository.Path("models/quickstart.safetensors"));
        const string Command = "saccade train quickstart --set task.label=pair --set 'model.convolution.filters=[2, 2]' "
            + "--set training.epochs=1 --set model.glimpses=2 --threads 1";
        (built with { Facts = new Dictionary<string, string>(built.Facts) { ["command"] = Command } }).Write(_folder["other.safetensors"]);

        string description = TrainedModel.Open(_folder["other.safetensors"]).Description;
        Assert.Equal(
            "quickstart (Drawn digits somewhere on a 60×60 frame, three scales, 6 glimpses) "
                + "with task.label=pair, model.convolution.filters=[2, 2], model.glimpses=2",
            description);
        Assert.Contains(MarkdownText.Line($"{description}. Made by"), ModelRelease.CardOf(_folder["other.safetensors"]));
    }

    [Fact]
    public void The_commands_of_a_model_with_a_core_of_the_user_name_the_file_of_its_assembly()
    {
        Extension.Load(typeof(SumCore).Assembly.Location);
        RunFolder run = Train(s_recipe.With(["model.core=extension", $"model.core_extension={typeof(SumCore).FullName}"]));
        TestRecord.Keep(run, new(), new(Evaluate(run, new()), Chance: null));

        (string path, string card) = ModelRelease.Write(run.Path, _folder["models"], threads: 1);

        // Other tests may have loaded more.
        string command = TrainedModel.Open(path).File.Facts["command"];
        string options = command[command.IndexOf(" --extension ", StringComparison.Ordinal)..];
        Assert.Contains(" --extension Saccade.Tests.dll", options);
        string text = File.ReadAllText(card);
        Assert.Contains($"saccade eval tiny{options}\nsaccade look tiny{options}\nsaccade serve --model tiny{options}\n", text);
        Assert.Contains($"saccade info tiny{options} --recipe > tiny.toml\n", text);
    }

    private (ErrorKind Kind, string? Path, string? Detail) Refused(string run)
    {
        SaccadeException refused = Assert.Throws<SaccadeException>(() => ModelRelease.Write(run, _folder["models"], threads: 1));
        Assert.DoesNotContain('\n', refused.Message);
        return (refused.Error.Kind, refused.Error.Path, refused.Error.Detail);
    }

    private RunFolder Train(Recipe? recipe = null)
    {
        using TrainingRun run = TrainingRun.Start(recipe ?? s_recipe, _folder["run"], new() { Seed = 7, Threads = 1 });
        run.Train(new Observer());
        return run.Folder;
    }

    private static EvaluationResult Evaluate(RunFolder run, EvaluationOptions options)
    {
        using IEngine agent = TrainedModel.Open(run.Path).CreateEngine(1);
        return Evaluator.Evaluate(agent, DigitImages.ForTest(s_recipe.Task, null), options);
    }
}
