using Saccade.Checkpoints;
using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Experiments.Recipes;
using Saccade.Experiments.Runs;
using Saccade.Experiments.Shipping;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;
using Saccade.Tests.Checkpoints;
using Saccade.Tests.Reference;

namespace Saccade.Tests.Shipping;

[Collection(TorchTests.Name)]
public sealed class ModelShipmentTests : IDisposable
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
        TestRecord.Keep(run, new() { Rollouts = 4 }, result);

        (string path, string card) = ModelShipment.Write(run.Path, _folder["models"], threads: 1);

        Assert.Equal([_folder["models/tiny.md"], _folder["models/tiny.safetensors"]], Directory.GetFiles(_folder["models"]).Order(StringComparer.Ordinal));
        TrainedModel shipped = TrainedModel.Open(path);
        Assert.Equal(s_recipe, shipped.Recipe);
        Assert.Equal(
            ModelFile.Read(run.ModelPath).Weights.SelectMany(weight => weight.Values),
            shipped.File.Weights.SelectMany(weight => weight.Values));
        IReadOnlyDictionary<string, string> facts = shipped.File.Facts;
        Assert.Equal(FormattableString.Invariant($"{result.ErrorPercent}"), facts["test_error_percent"]);
        Assert.Equal(FormattableString.Invariant($"{result.AveragedErrorPercent}"), facts["test_averaged_error_percent"]);
        Assert.Equal(("30", "4", "7", "2"), (facts["test_images"], facts["test_rollouts"], facts["seed"], facts["epochs"]));
        // The test has but 30 images: the slice is all of them.
        Assert.Equal(("30", $"{30 * result.ErrorPercent / 100:F0}"), (facts["slice_images"], facts["slice_wrong"]));
        Assert.Equal("saccade train tiny.toml --seed 7 --threads 1", facts["command"]);
        string text = File.ReadAllText(card);
        Assert.Contains(FormattableString.Invariant($"| Test error, one rollout | {result.ErrorPercent:F2}%, 95% interval {result.ErrorPercentLow:F2}% to "), text);
        Assert.Contains("saccade look tiny\n", text);
        Assert.Contains("digits drawn by code on black frames of 28×28 pixels", text);
    }

    [Fact]
    public void The_same_run_gives_the_same_bytes_and_another_name_another_file()
    {
        RunFolder run = Train();
        TestRecord.Keep(run, new(), Evaluate(run, new()));
        (string path, string card) = ModelShipment.Write(run.Path, _folder["models"], threads: 1);
        (byte[] model, string text) = (File.ReadAllBytes(path), File.ReadAllText(card));

        File.WriteAllText(card, "another");
        Assert.Contains("is there already; give another --name, or --replace", Assert.Throws<SaccadeException>(() => ModelShipment.Write(run.Path, _folder["models"], threads: 1)).Message);
        Assert.Equal("another", File.ReadAllText(card));
        Assert.Equal((path, card), ModelShipment.Write(run.Path, _folder["models"], replace: true, threads: 1));
        Assert.Equal(model, File.ReadAllBytes(path));
        Assert.Equal(text, File.ReadAllText(card));
        Assert.Equal(_folder["models/tiny-2.safetensors"], ModelShipment.Write(run.Path, _folder["models"], "tiny-2", threads: 1).Model);
        Assert.Equal(model, File.ReadAllBytes(_folder["models/tiny-2.safetensors"]));
        Assert.DoesNotContain("averaged", text);
    }

    [Fact]
    public void A_run_that_is_not_finished_or_not_evaluated_is_refused()
    {
        RunFolder run = Train();
        Assert.Contains("was not evaluated yet; 'saccade eval", Refused(run.Path));

        TestRecord.Keep(run, new(), Evaluate(run, new()));
        string[] lines = File.ReadAllLines(run.MetricsPath);
        File.WriteAllLines(run.MetricsPath, lines[..^1]);
        Assert.Contains("is not finished, 1 of 2 epochs are done; go on with 'saccade train --resume ", Refused(run.Path));
        Assert.Contains("There is no run folder", Refused(_folder["nothing"]));
        Assert.False(Directory.Exists(_folder["models"]));
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
        TestRecord.Keep(run, new(), Evaluate(run, new()));

        OptionException e = Assert.Throws<OptionException>(() => ModelShipment.Write(run.Path, _folder["models"], name));

        Assert.StartsWith("The model's name was '", e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Only_the_test_of_the_finished_model_as_it_was_trained_is_kept_and_the_one_of_most_rollouts()
    {
        RunFolder run = Train();
        EvaluationResult one = Evaluate(run, new()), three = Evaluate(run, new() { Rollouts = 3 });
        foreach (EvaluationOptions other in (EvaluationOptions[])[new() { Seed = 1 }, new() { Policy = PolicyMode.Sample }, new() { Glimpses = 2 }])
        {
            TestRecord.Keep(run, other, one);
            Assert.Null(TestRecord.Read(run, 2));
        }
        TestRecord.Keep(run, new() { Glimpses = 3 }, one);
        Assert.Equal(1, TestRecord.Read(run, 2)?.Result!.Rollouts);
        TestRecord.Keep(run, new(), three);
        TestRecord.Keep(run, new(), one);
        Assert.Equal(3, TestRecord.Read(run, 2)?.Result!.Rollouts);
        Assert.Null(TestRecord.Read(run, 1));
    }

    [Fact]
    public void The_command_tells_how_the_recipe_differed()
    {
        File.WriteAllText(_folder["tiny.toml"], RecipeText.Write(s_recipe.With(["training.epochs=9", "training.optimiser.kind=sgd"])));

        Assert.Equal(
            "saccade train tiny --set training.epochs=2 --set training.optimiser.kind=adam --seed 7 --threads 1",
            TrainingCommand.Of(Train(), [_folder.Path]));
    }

    private string Refused(string run)
    {
        string message = Assert.Throws<SaccadeException>(() => ModelShipment.Write(run, _folder["models"], threads: 1)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private RunFolder Train()
    {
        using TrainingRun run = TrainingRun.Start(s_recipe, _folder["run"], new() { Seed = 7, Threads = 1 });
        run.Train(new Observer());
        return run.Folder;
    }

    private static EvaluationResult Evaluate(RunFolder run, EvaluationOptions options)
    {
        using ITrainingEngine agent = TrainedModel.Open(run.Path).MakeAgent(1);
        return Evaluator.Evaluate(agent, TaskData.ForTest(s_recipe.Task, null), options);
    }
}
