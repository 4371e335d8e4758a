using Saccade.Data;
using Saccade.Experiments.Config;
using Saccade.Imaging.Sets;
using Saccade.Networks;
using Saccade.Random;
using Saccade.Sensing;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Config;

/// <summary>The experiments in recipes/.</summary>
[Collection(TorchTests.Name)]
public sealed class ProjectRecipesTests
{
    /// <summary>All but those of Catch and of pictures, which know no digits and have separate tests.</summary>
    public static TheoryData<string> OfDigits =>
    [
        .. RecipeFile.Names([RecipeFileTests.ProjectRecipes])
            .Where(name => Read(name).Task is { Kind: TaskKind.Classification, HasPictures: false }),
    ];

    [Theory]
    [MemberData(nameof(OfDigits))]
    public void Every_recipe_takes_steps_on_the_readable_engine(string name)
    {
        Recipe recipe = Read(name).With(
            ["task.digits=drawn", "task.training_digits=32", "task.validation_digits=16", "training.epochs=1", "training.batch_size=16"]);
        RandomKey key = RandomKey.FromSeed(1);
        using IEngine engine = TorchReference.Engine(recipe.ModelForTask, recipe.Training, key);
        float[] before = [.. engine.SaveWeights().SelectMany(w => w.Values)];
        Notes notes = new();
        new Trainer(engine, DigitImages.Task(recipe.Task, null, key), recipe.Training, key).Train(notes);
        Assert.Equal(2, notes.Steps);
        Assert.InRange(Assert.Single(notes.Epochs).ValidationErrorPercent, 0, 100);
        float[] after = [.. engine.SaveWeights().SelectMany(w => w.Values)];
        Assert.All(after, value => Assert.True(float.IsFinite(value)));
        Assert.NotEqual(before, after);
    }

    [Theory]
    [InlineData("deeppcb", 5_627, 6, false)]
    [InlineData("grocery", 2_640, 43, true)]
    public void The_recipes_of_pictures_are_what_is_chosen_for_such_pictures(string name, int pictures, int classes, bool colour)
    {
        Recipe recipe = Read(name);
        PictureSurvey survey = new()
        {
            Pictures = pictures,
            TrainingPictures = pictures,
            ClassNames = [.. Enumerable.Range(0, classes).Select(index => $"class {index}")],
            HasColour = colour,
            ShortSide = 160,
        };
        Recipe chosen = PictureRecipe.Choose(name, survey).Recipe;
        Assert.Equal(recipe.Model, chosen.Model);
        Assert.Equal(colour, recipe.Task.Augmentation == chosen.Task.Augmentation);
        Assert.Equal(
            recipe.Training with { Epochs = chosen.Training.Epochs, RandomEpochs = chosen.Training.RandomEpochs }, chosen.Training);
    }

    [Theory]
    [InlineData("translated-60", 60, 0, 3, 8)]
    [InlineData("translated-100", 100, 0, 4, 8)]
    [InlineData("cluttered-60", 60, 4, 3, 8)]
    [InlineData("cluttered-100-4", 100, 4, 4, 8)]
    [InlineData("cluttered-100-8", 100, 8, 4, 8)]
    [InlineData("random-cluttered-60", 60, 4, 3, 8)]
    [InlineData("random-cluttered-100-4", 100, 4, 4, 8)]
    [InlineData("random-cluttered-100-8", 100, 8, 4, 8)]
    public void Rows_of_the_paper_have_its_frames_sensors_and_glimpses(string name, int frame, int patches, int scales, int glimpses)
    {
        Recipe recipe = Read(name);
        Assert.Equal(
            (frame, frame, patches, 8),
            (recipe.Task.FrameWidth, recipe.Task.FrameHeight, recipe.Task.ClutterPatches, recipe.Task.ClutterSide));
        Assert.Equal((12, scales, glimpses), (recipe.Model.Sensor.PatchSide, recipe.Model.Sensor.Scales, recipe.Model.Glimpses));
        Assert.Equal(name.StartsWith("random", StringComparison.Ordinal), recipe.Model.RandomGlimpses);
        Assert.Equal((ModelKind.Attention, DigitSource.Mnist), (recipe.Model.Kind, recipe.Task.Digits));
    }

    [Theory]
    [InlineData("fc-256-mnist-28", ModelKind.FullyConnected, 256, 28, 0)]
    [InlineData("fc-64-translated-60", ModelKind.FullyConnected, 64, 60, 0)]
    [InlineData("fc-256-translated-60", ModelKind.FullyConnected, 256, 60, 0)]
    [InlineData("fc-64-cluttered-60", ModelKind.FullyConnected, 64, 60, 4)]
    [InlineData("fc-256-cluttered-60", ModelKind.FullyConnected, 256, 60, 4)]
    [InlineData("conv-mnist-28", ModelKind.Convolutional, 256, 28, 0)]
    [InlineData("conv-translated-60", ModelKind.Convolutional, 256, 60, 0)]
    [InlineData("conv-16-translated-60", ModelKind.Convolutional, 256, 60, 0)]
    [InlineData("conv-cluttered-60", ModelKind.Convolutional, 256, 60, 4)]
    [InlineData("conv-cluttered-100-4", ModelKind.Convolutional, 86, 100, 4)]
    [InlineData("conv-cluttered-100-8", ModelKind.Convolutional, 86, 100, 8)]
    [InlineData("report-fc", ModelKind.FullyConnected, 256, 28, 0)]
    [InlineData("report-conv", ModelKind.Convolutional, 0, 28, 0)]
    public void Baseline_classifiers_take_their_frame_from_the_task(string name, ModelKind kind, int units, int frame, int patches)
    {
        Recipe recipe = Read(name);
        ClassifierOptions net = recipe.ModelForTask.Classifier;
        Assert.Equal(
            (kind, units, frame, frame, patches),
            (recipe.Model.Kind, net.Units, net.FrameWidth, net.FrameHeight, recipe.Task.ClutterPatches));
        Assert.Equal(
            (name.StartsWith("conv-16", StringComparison.Ordinal) ? 16 : 8, 10, name == "report-conv" ? 1 : 5),
            (net.Filters, net.FilterSide, net.Stride));
    }

    [Fact]
    public void A_recipe_leaves_the_50_000_training_digits_of_the_paper()
    {
        Assert.Equal(60_000 - 50_000, Read("mnist-28-50k").Task.ValidationDigits);
        Assert.Equal(60_000 - 55_000, Read("mnist-28").Task.ValidationDigits);
    }

    [Fact]
    public void Runs_of_the_report_differ_in_one_thing_each()
    {
        Recipe adam = Read("report-adam");
        Assert.Equal(new SensorOptions { PatchSide = 16, Scales = 3 }, adam.Model.Sensor);
        Assert.Equal(
            (6, 1.0, false, GlimpseForm.Additive), (adam.Model.Glimpses, adam.Model.Sigma, adam.Model.SquashMean, adam.Model.GlimpseForm));
        Assert.Equal((OptimiserKind.Adam, 0.0), (adam.Training.Optimiser.Kind, adam.Training.Optimiser.ClipNorm));
        Assert.Equal((ScheduleKind.Constant, 3e-4), (adam.Training.Schedule.Kind, adam.Training.Schedule.LearningRate));
        Assert.Equal(LocationTerm.Report, adam.Training.Loss.LocationTerm);

        Same(adam with { Model = adam.Model with { GlimpseForm = GlimpseForm.Concatenated } }, "report-concatenation");
        Same(adam with { Model = adam.Model with { BatchNorm = true } }, "report-batchnorm");
        Same(adam with
        {
            Training = adam.Training with
            {
                Optimiser = new() { Kind = OptimiserKind.Sgd, Momentum = 0.95 },
                Schedule = adam.Training.Schedule with { LearningRate = 0.003 },
            },
        }, "report-momentum");

        static void Same(Recipe expected, string name)
        {
            Recipe actual = Read(name);
            Assert.Equal(expected with { Name = name, Title = actual.Title }, actual);
        }
    }

    private static Recipe Read(string name) => RecipeFile.Read(name, [RecipeFileTests.ProjectRecipes]);

    private sealed class Notes : ITrainingObserver
    {
        public int Steps { get; private set; }

        public List<EpochMetrics> Epochs { get; } = [];

        public void StepDone(Trainer trainer, StepReport step) => Steps++;

        public void EpochDone(Trainer trainer, EpochMetrics metrics, bool best) => Epochs.Add(metrics);
    }
}
