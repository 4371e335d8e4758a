using Saccade.Checkpoints;
using Saccade.Errors;
using Saccade.Experiments.Config;
using Saccade.Experiments.Export;
using Saccade.Experiments.Predictions;
using Saccade.Experiments.Runs;
using Saccade.Imaging.Inference;
using Saccade.Inference;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tests.Data;
using Saccade.Tests.Imaging;
using Saccade.Training;
using SkiaSharp;

namespace Saccade.Tests.Experiments.Predictions;

public sealed class PredictorTests : IDisposable
{
    private static readonly string[] s_classes = ["apple", "pear", "plum"];
    private static readonly string[] s_nets =
        ["model.first_location=centre", "model.hidden=8", "model.glimpse_hidden=8", "model.glimpse_features=8"];

    private readonly ScratchFolder _folder = new();

    public static TheoryData<string, string[]> Recipes => new()
    {
        { "pictures", ["task.images=photos", "task.short_side=20", "task.ground=gray", "model.channels=3", "model.classes=3"] },
        { "pictures of any size", ["task.images=photos", "task.ground=black", "model.channels=1", "model.classes=3"] },
        {
            "frames",
            [
                "task.images=photos", "task.background_images=others", "task.frame_width=50", "task.frame_height=30", "task.shrink=2",
                "model.channels=3", "model.classes=3",
            ]
        },
        { "digits", ["task.frame_width=40", "task.frame_height=28"] },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Recipes))]
    public void Predictions_traces_and_the_library_give_a_photograph_the_same_probabilities(string name, string[] options)
    {
        TrainedModel model = Write(name, options);
        // Half transparent, so that the ground counts, and larger than in training.
        byte[] photograph = Drawing.Encode(90, 61, (x, y) => new((byte)(2 * x), (byte)(4 * y), 50, (byte)(x < 45 ? 255 : 60)));
        _folder.Write("photo.png", photograph);
        using IEngine engine = model.CreateEngine(threads: 1);

        Prediction predicted = Assert.Single(new Predictor(model, engine, new(), top: 10)
            .Predict(PredictionInput.Find([_folder["photo.png"]], () => Stream.Null)));
        TraceImages image = TraceImages.Read(_folder["photo.png"], null, model.File.Model.Channels, model.Decoding);
        float[] traced = TraceSet.Run(engine, image, PolicyMode.Mean, null, 0).Probabilities[^model.File.Model.Classes..];

        Dictionary<string, float> expected = predicted.Classes.ToDictionary(answer => answer.Class, answer => answer.Probability);
        Assert.Equal(model.ClassNames.Select(of => expected[of]), traced);
        Assert.Equal(traced, Classified(model.File));
        // A file of before the facts of decoding has its recipe.
        Dictionary<string, string> old = new(model.File.Facts);
        Assert.True(old.Remove(DecodingFacts.ShortSideKey) && old.Remove(DecodingFacts.GroundKey));
        Assert.Equal(traced, Classified(model.File with { Facts = old }));

        IReadOnlyList<float> Classified(ModelFile file)
        {
            using AttentionClassifier classifier = new(file);
            return classifier.ClassifyPicture(photograph).Probabilities;
        }
    }

    [Fact]
    public void Pictures_are_decoded_a_few_at_a_time_where_they_are_large_and_answers_do_not_depend_on_it()
    {
        TrainedModel model = Write("pictures", ["task.images=photos", "model.channels=3", "model.classes=3"]);
        using IEngine engine = model.CreateEngine(threads: 1);
        string[] files = [.. Enumerable.Range(0, 9).Select(i =>
            _folder.Write($"{i}.png", Drawing.Encode(30 + i, 20, (x, y) => new SKColor((byte)(8 * x), (byte)(9 * y), (byte)(20 * i)))))];

        string[] together = Answers(new(model, engine, new()));
        string[] apart = Answers(new(model, engine, new()) { MostHeldBytes = 1 });

        Assert.Equal(files, together.Select(row => row.Split(' ')[0]));
        Assert.Equal(together, apart);

        string[] Answers(Predictor predictor) => [.. predictor.Predict(PredictionInput.Find(files, () => Stream.Null))
            .Select(row => $"{row.File} {row.Classes[0]} {row.Path}")];
    }

    [Fact]
    public void Whatever_fails_of_a_picture_is_the_error_of_its_row()
    {
        TrainedModel model = Write("pictures", ["task.images=photos", "model.channels=3", "model.classes=3"]);
        using IEngine engine = model.CreateEngine(threads: 1);
        byte[] sound = Drawing.Gray(20, 20, 100);

        Prediction[] rows = [.. new Predictor(model, engine, new()).Predict(
        [
            new("huge", () => throw new OutOfMemoryException("too large")),
            new("sound", () => sound),
            new("gone", () => throw new SaccadeException(new(ErrorKind.Missing, "gone", "there is no such file"))),
            new("odd", () => throw new InvalidOperationException("odd\nerror")),
        ])];

        Assert.Equal(["huge", "sound", "gone", "odd"], rows.Select(row => row.File));
        Assert.Equal(["too large", null, "odd error"], new[] { rows[0], rows[1], rows[3] }.Select(row => row.Error));
        Assert.Equal((1, true), (rows[1].Classes.Count, rows[2].Error?.Contains("no such file")));
    }

    /// <summary>A model of a recipe, with weights as they are before training.</summary>
    private TrainedModel Write(string name, string[] options)
    {
        Recipe recipe = new Recipe { Name = name.Replace(' ', '-') }.With([.. options, .. s_nets]);
        ModelFile file = new(
            recipe.ModelForTask, [.. NetworkPlan.Create(recipe.ModelForTask).InitialWeights(RandomKey.FromSeed(1))],
            TrainedModel.FactsOf(recipe, recipe.Task.HasPictures ? s_classes : null));
        file.Write(_folder["model.safetensors"]);
        return TrainedModel.Open(_folder["model.safetensors"]);
    }
}
