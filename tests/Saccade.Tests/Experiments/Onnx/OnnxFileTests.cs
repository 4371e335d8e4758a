using System.Numerics.Tensors;
using System.Text.Json;
using Saccade.Checkpoints;
using Saccade.Cpu;
using Saccade.Data;
using Saccade.Errors;
using Saccade.Experiments.Config;
using Saccade.Experiments.Export;
using Saccade.Experiments.Onnx;
using Saccade.Experiments.Runs;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Tasks;
using Saccade.Tests.Checkpoints;
using Saccade.Tests.Experiments.Export;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Onnx;

/// <summary>ONNX Runtime finds the traces of the engine.</summary>
public sealed class OnnxFileTests : IDisposable
{
    private const int Images = 1000;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Variants => [.. ExportedModels.Names];

    public static TheoryData<string> BuiltIn => [.. BuiltInModels.Names([Repository.Path("models")])];

    private string Path => _folder["model.onnx"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Variants))]
    public void Every_part_of_the_model_gives_the_same_on_images_of_any_size(string variant)
    {
        ModelFile file = ExportedModels.Create(variant);
        using CpuEngine engine = new(file.Model, new TrainingOptions(), file.Weights, threads: 1);
        // One glimpse more than in training.
        OnnxFile.Write(file, Names(file), Path, file.Model.Glimpses + 1);
        using OnnxRun model = new(Path);

        Assert.Equal(
            file.Model.FirstLocation == FirstLocation.Uniform ? ["image", "first_location"] : ["image"], model.Inputs);
        foreach (ImageSize size in new ImageSize[] { new(file.Model.Channels, 14, 11), new(file.Model.Channels, 5, 30) })
        {
            ImageBatch images = Synthetic.Batch(1, 10, size, file.Model.Classes);
            TraceSet traces = TraceSet.Run(
                engine, new(images.Pixels, null, size), PolicyMode.Mean, file.Model.Glimpses + 1, seed: 1);
            Dictionary<string, float[]> found = Run(model, traces);
            AssertNear(traces.Locations, found["locations"], 1e-5f);
            AssertNear(traces.Probabilities, found["probabilities"], 1e-5f);
            AssertNear(traces.Baselines, found["values"], 1e-5f);
        }
    }

    [Theory]
    [MemberData(nameof(BuiltIn))]
    public void Built_in_models_give_the_same_classes(string name)
    {
        TrainedModel trained = TrainedModel.Open(Repository.Path($"models/{name}.safetensors"));
        Assert.SkipWhen(
            trained.RequireRecipe().Task.Digits == DigitSource.Mnist
                && Environment.GetEnvironmentVariable("SACCADE_DATA") is not { Length: > 0 },
            "SACCADE_DATA names no folder with MNIST.");
        using IEngine engine = trained.CreateEngine(threads: 1);
        TraceImages images = TraceImages.Load(RecipeTask.Images(trained.RequireRecipe(), Split.Test, null), Images);
        TraceSet traces = TraceSet.Run(engine, images, PolicyMode.Mean, null, seed: 0);
        OnnxFile.Write(trained.File, trained.ClassNames, Path);
        using OnnxRun model = new(Path);

        Dictionary<string, float[]> found = Run(model, traces);
        AssertNear(traces.Probabilities, found["probabilities"], 1e-4f);
        AssertNear(traces.Locations, found["locations"], 1e-4f);
        Assert.Equal(Classes(traces.Probabilities), Classes(found["probabilities"]));
        Assert.Equal(trained.ClassNames, JsonSerializer.Deserialize<string[]>(model.Metadata["class_names"]));
        Assert.Equal("1", model.Metadata["labels"]);

        int[] Classes(float[] probabilities) =>
            [.. probabilities.Chunk(traces.Model.Classes).Select(row => TensorPrimitives.IndexOfMax<float>(row))];
    }

    [Theory]
    [InlineData("as in the paper")]
    [InlineData("LSTM, concatenated, in colour, odd and even patches")]
    [InlineData("convolutions of each scale, two layers")]
    public void Steps_one_after_the_other_are_the_whole_model(string variant)
    {
        ModelFile file = ExportedModels.Create(variant);
        ModelOptions options = file.Model;
        (float[] image, long[] shape) = (Pixels(Synthetic.Batch(1, 2, new(options.Channels, 14, 11), 4)), [2, options.Channels, 14, 11]);
        float[] location = [0.5f, -0.2f, -0.9f, 0.1f];
        OnnxFile.Write(file with { Model = options with { FirstLocation = FirstLocation.Uniform } }, Names(file), Path);
        using OnnxRun whole = new(Path);
        Dictionary<string, float[]> expected = whole.Run(("image", image, shape), ("first_location", location, [2, 2]));

        OnnxFile.WriteStep(file, Names(file), _folder["step.onnx"]);
        using OnnxRun step = new(_folder["step.onnx"]);
        string[] states = [.. step.Inputs.Except(["image", "location"])];
        Dictionary<string, float[]> now = states.ToDictionary(state => $"next_{state}", _ => new float[2 * options.Hidden]);
        now["next_location"] = location;
        for (int t = 0; t < options.Glimpses; t++)
        {
            AssertNear(Of("locations", 2, t), now["next_location"], 1e-6f);
            now = step.Run(
            [
                ("image", image, shape), ("location", now["next_location"], [2, 2]),
                .. states.Select(state => (state, now[$"next_{state}"], new long[] { 2, options.Hidden })),
            ]);
            AssertNear(Of("probabilities", options.Classes, t), now["probabilities"], 1e-6f);
            AssertNear(Of("values", 1, t), now["value"], 1e-6f);
        }

        // Glimpse t of both images.
        float[] Of(string output, int width, int t) =>
            [.. expected[output].Chunk(width).Where((_, row) => row % options.Glimpses == t).SelectMany(values => values)];
    }

    [Fact]
    public void Names_that_are_not_one_for_each_class_are_refused()
    {
        ModelFile file = ExportedModels.Create("as in the paper");

        OptionException refused = Assert.Throws<OptionException>(() => OnnxFile.Write(file, ["one"], Path));

        Assert.Equal((ErrorKind.Mismatch, "classNames"), (refused.Error.Kind, refused.Error.Key));
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public void What_has_no_path_of_its_own_is_refused_and_nothing_is_written()
    {
        ModelOptions whole = new() { Kind = ModelKind.FullyConnected, Classifier = new() { FrameWidth = 4, FrameHeight = 4 } };
        foreach (ModelOptions model in new[] { whole, Synthetic.Tiny with { RandomGlimpses = true } })
        {
            ModelFile file = ExportedModels.Create(model);
            Assert.Equal(ErrorKind.Unsupported, Assert.Throws<SaccadeException>(() => OnnxFile.Write(file, Names(file), Path)).Error.Kind);
        }
        foreach (string variant in new[] { "DRAM", "statistics of each glimpse" })
        {
            ModelFile file = ExportedModels.Create(variant);
            SaccadeException refused = Assert.Throws<SaccadeException>(() => OnnxFile.WriteStep(file, Names(file), Path));
            Assert.Equal(ErrorKind.Unsupported, refused.Error.Kind);
        }
        Assert.False(File.Exists(Path));
    }

    private static IReadOnlyList<string> Names(ModelFile file) => ClassificationTask.NumberedClasses(file.Model.Classes);

    private static Dictionary<string, float[]> Run(OnnxRun model, TraceSet traces)
    {
        ImageSize size = traces.Images.Size;
        long count = traces.Images.Count;
        (string, float[], long[]) image =
            ("image", Pixels(traces.Images.Pixels.Span), [count, size.Channels, size.Height, size.Width]);
        float[] first = [.. traces.Locations.Chunk(2 * traces.Glimpses).SelectMany(path => path[..2])];
        return model.Inputs.Contains("first_location")
            ? model.Run(image, ("first_location", first, [count, 2]))
            : model.Run(image);
    }

    private static float[] Pixels(ImageBatch batch) => Pixels(batch.Pixels.Span);

    private static float[] Pixels(ReadOnlySpan<byte> pixels)
    {
        float[] values = new float[pixels.Length];
        TensorPrimitives.ConvertChecked(pixels, values);
        TensorPrimitives.Divide<float>(values, 255, values);
        return values;
    }

    private static void AssertNear(float[] expected, float[] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(expected.Zip(actual, (one, other) => Math.Abs(one - other)).Max(), 0, tolerance);
    }
}
