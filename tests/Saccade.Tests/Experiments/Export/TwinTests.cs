using Saccade.Checkpoints;
using Saccade.Cpu;
using Saccade.Experiments.Config;
using Saccade.Experiments.Export;
using Saccade.Experiments.Runs;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Checkpoints;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Export;

/// <summary>docs/twin.py, the model once more in NumPy, finds the traces of the engine.</summary>
public sealed class TwinTests : IDisposable
{
    private static readonly Python s_python = new("numpy");

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Variants => [.. Models.Keys];

    private static Dictionary<string, ModelOptions> Models { get; } = new()
    {
        ["LSTM, concatenated, in colour"] = Synthetic.Tiny with
        {
            Sensor = new() { PatchSide = 3, Scales = 2, ScaleFactor = 3, Reach = 0.7 },
            Channels = 3,
            Core = CoreKind.Lstm,
            GlimpseForm = GlimpseForm.Concatenated,
            FirstLocation = FirstLocation.Learned,
            SquashMean = false,
            LocationHidden = 4,
        },
        ["the notebooks of the report"] = Synthetic.Tiny with
        {
            FirstLocation = FirstLocation.Centre,
            GlimpseActivation = Activation.None,
            SquashSample = true,
        },
        ["batch normalisation"] = Synthetic.Tiny with { BatchNorm = true, FirstLocation = FirstLocation.Centre },
        ["statistics of each glimpse, scaled input"] = Synthetic.Tiny with
        {
            BatchNorm = true,
            BatchNormPerGlimpse = true,
            InputScale = 2,
            InputSum = true,
        },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("quickstart")]
    [InlineData("mnist-28")]
    public void A_built_in_model_is_reproduced_to_one_millionth(string name)
    {
        string file = Repository.Path($"models/{name}.safetensors");
        TrainedModel model = TrainedModel.Open(file);
        Recipe drawn = model.RequireRecipe().With(["task.digits=drawn", "task.test_digits=20"]);
        using IEngine engine = model.CreateEngine(threads: 1);

        Compare(file, engine, TraceImages.Load(RecipeTask.Images(drawn, Split.Test, null), 20), glimpses: null);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Every_part_of_the_model_is_reproduced(string variant)
    {
        ModelOptions model = Models[variant];
        RandomKey key = RandomKey.FromSeed(1);
        RandomStream stream = key.Fork("statistics").Stream();
        NamedTensor[] weights = [.. NetworkPlan.Create(model).InitialWeights(key)];
        foreach (NamedTensor statistics in weights.Where(tensor => tensor.Name.Contains("_norm.", StringComparison.Ordinal)))
        {
            foreach (ref float value in statistics.Values.AsSpan())
            {
                value = (float)stream.NextDouble(0.5, 1.5);
            }
        }
        string file = _folder["tiny.safetensors"];
        new ModelFile(model, weights, new Dictionary<string, string>()).Write(file);
        using CpuEngine engine = new(model, new TrainingOptions(), weights, threads: 1);
        ImageBatch images = Synthetic.Batch(1, 20, new(model.Channels, 14, 11), model.Classes);

        // One glimpse more than in training.
        Compare(file, engine, new(images.Pixels, null, images.Size), model.Glimpses + 1);
    }

    private void Compare(string model, IEngine engine, TraceImages images, int? glimpses)
    {
        Assert.SkipWhen(!s_python.IsThere, "There is no Python with NumPy; Debian has it in the package python3-numpy.");
        TraceFile.Write(TraceSet.Run(engine, images, PolicyMode.Mean, glimpses, seed: 1), "twin", _folder["traces.npz"]);

        (int exitCode, string output) = s_python.Run(Repository.Path("docs/twin.py"), model, _folder["traces.npz"]);

        Assert.True(exitCode == 0, output);
        Assert.Equal(["locations", "probabilities", "baselines"], output.Trim().Split('\n').Select(line => line.Split(':')[0]));
    }
}
