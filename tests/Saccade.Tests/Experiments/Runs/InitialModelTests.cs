using System.Text.Json.Nodes;
using Saccade.Checkpoints;
using Saccade.Errors;
using Saccade.Experiments.Config;
using Saccade.Experiments.Runs;
using Saccade.Networks;
using Saccade.Tests.Checkpoints;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Runs;

/// <summary><c>--init</c>: a run that starts from the weights of another model.</summary>
public sealed class InitialModelTests : IDisposable
{
    private static readonly Recipe s_recipe = new Recipe { Name = "tiny" }.With(
    [
        "task.digits=drawn", "task.training_digits=20", "task.validation_digits=10", "training.epochs=1", "training.batch_size=10",
        "model.hidden=6", "model.glimpse_hidden=4", "model.glimpse_features=6", "model.glimpses=2", "model.sensor.patch_side=2",
    ]);

    private readonly TemporaryFolder _folder = new();

    public InitialModelTests()
    {
        using TrainingRun first = TrainingRun.Start(s_recipe, _folder["first"], new() { Threads = 1 });
        first.Train(new Quiet());
    }

    private IReadOnlyList<NamedTensor> Saved => ModelFile.Read(_folder["first/model.safetensors"]).Weights;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_model_of_the_same_kind_and_classes_gives_all_its_weights()
    {
        using TrainingRun run = Start("second", s_recipe, "first");
        AssertSame(Saved, run.Trainer.SaveWeights());
        Assert.Empty(run.Folder.Info.InitialModels![0].Fresh);
        Assert.Contains("--init", run.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_another_shape_and_the_head_of_other_classes_stay_random()
    {
        Recipe other = s_recipe.With(["model.hidden=5"]);
        using TrainingRun run = Start("second", other, "first/model.safetensors");
        InitialModel initial = run.Folder.Info.InitialModels![0];
        Assert.All(initial.Taken, name => Assert.StartsWith("glimpse.", name, StringComparison.Ordinal));
        Assert.Contains("core.input", initial.Fresh);
        AssertSame(Saved.Where(IsTaken), run.Trainer.SaveWeights().Where(IsTaken));

        using TrainingRun sums = Start(
            "third", s_recipe.With(["task.label=sum", "task.frame_width=60", "model.classes=19"]), "first");
        Assert.Equal(["action.scores"], sums.Folder.Info.InitialModels![0].Fresh);

        bool IsTaken(NamedTensor tensor) => initial.Taken.Any(layer => tensor.Name.StartsWith(layer + ".", StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_stopped_before_its_first_checkpoint_starts_from_the_same_weights()
    {
        Start("second", s_recipe, "first").Dispose();
        RemoveCheckpoints();
        using (TrainingRun run = TrainingRun.Resume(_folder["second"], new() { Threads = 1 }))
        {
            AssertSame(Saved, run.Trainer.SaveWeights());
        }
        RemoveCheckpoints();
        File.Delete(_folder["first/model.safetensors"]);
        Assert.Throws<SaccadeException>(() => TrainingRun.Resume(_folder["second"], new() { Threads = 1 }));

        void RemoveCheckpoints() => Array.ForEach(Directory.GetFiles(_folder["second/checkpoints"]), File.Delete);
    }

    [Fact]
    public void A_model_none_of_whose_weights_fits_is_refused_and_leaves_no_folder()
    {
        Recipe classifier = s_recipe.With(["model.kind=fully-connected"]);
        OptionException refused = Assert.Throws<OptionException>(() => Start("second", classifier, "first"));
        Assert.Equal("--init", refused.Error.Key);
        Assert.False(Directory.Exists(_folder["second"]));
    }

    [Fact]
    public void Each_layer_comes_from_the_first_model_that_fits_and_convolutions_become_those_of_a_context_network()
    {
        string[] pools = ["model.context.side=8", "model.context.convolution.filters=3", "model.context.pooling=maximum_and_place"];
        Recipe reduced = s_recipe.With(["model.kind=cnn", "model.classifier.convolution.filters=3"]);
        using (TrainingRun cnn = TrainingRun.Start(reduced, _folder["cnn"], new() { Threads = 1, Seed = 3 }))
        {
            cnn.Train(new Quiet());
        }
        using TrainingRun run = Start("second", s_recipe.With(pools), "first", "cnn");
        NamedTensor[] convolution = [.. ModelFile.Read(_folder["cnn/model.safetensors"]).Weights
            .Where(tensor => tensor.Name.StartsWith("conv", StringComparison.Ordinal))
            .Select(tensor => tensor with { Name = "context." + tensor.Name })];
        NamedTensor[] taken = [.. Saved, .. convolution];
        NamedTensor[] weights = [.. run.Trainer.SaveWeights()];
        AssertSame(taken.OrderBy(tensor => tensor.Name),
            weights.Where(tensor => taken.Any(given => given.Name == tensor.Name)).OrderBy(tensor => tensor.Name));
        Assert.Equal(["context.conv1"], run.Folder.Info.InitialModels![1].Taken);
        Assert.Equal(["context.hidden", "context.state"], run.Folder.Info.InitialModels![1].Fresh);
        Assert.EndsWith("context.hidden, context.state start at random.", run.Notes[1], StringComparison.Ordinal);

        OptionException refused = Assert.Throws<OptionException>(() => Start("third", s_recipe, "first", "first"));
        Assert.Equal(_folder["first"], refused.Error.Value);
    }

    [Fact]
    public void A_run_of_an_earlier_version_states_one_model()
    {
        Start("second", s_recipe, "first").Dispose();
        string path = _folder["second/run.json"];
        JsonNode info = JsonNode.Parse(File.ReadAllText(path))!;
        info["initial"] = info["initialModels"]![0]!.DeepClone();
        Assert.True(info.AsObject().Remove("initialModels"));
        File.WriteAllText(path, info.ToJsonString());
        Assert.Equal(_folder["first/model.safetensors"], Assert.Single(RunFolder.Open(_folder["second"]).Info.InitialModels!).Path);
    }

    private TrainingRun Start(string name, Recipe recipe, params string[] initial) => TrainingRun.Start(
        recipe, _folder[name], new() { Threads = 1, Seed = 7, InitialModels = [.. initial.Select(model => _folder[model])] });

    private static void AssertSame(IEnumerable<NamedTensor> expected, IEnumerable<NamedTensor> actual) => Assert.Equal(
        expected.Select(tensor => (tensor.Name, string.Join(' ', tensor.Values))),
        actual.Select(tensor => (tensor.Name, string.Join(' ', tensor.Values))));

    private sealed class Quiet : ITrainingObserver
    {
        public void StepDone(Trainer trainer, StepReport step) { }

        public void EpochDone(Trainer trainer, EpochMetrics metrics, bool best) { }
    }
}
