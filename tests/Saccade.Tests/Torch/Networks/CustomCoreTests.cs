using Saccade.Checkpoints;
using Saccade.Cpu;
using Saccade.Errors;
using Saccade.Experiments.Engines;
using Saccade.Experiments.Onnx;
using Saccade.Inference;
using Saccade.Networks;
using Saccade.Random;
using Saccade.Tests.Checkpoints;
using Saccade.Tests.Reference;
using Saccade.Torch;
using Saccade.Torch.Networks;
using Saccade.Training;

namespace Saccade.Tests.Torch.Networks;

public sealed class CustomCoreTests
{
    private static readonly ModelOptions s_model = Named<SumCore>(Synthetic.Tiny);

    public CustomCoreTests()
    {
        CustomCores.Add(new SumCore());
        CustomCores.Add(new Wide());
        CustomCores.Add(new Unplanned());
        CustomCores.Add(new Misnamed());
        CustomCores.Add(new PlanAlone());
    }

    [Fact]
    public void A_model_with_a_custom_core_is_trained_saved_and_opened_again()
    {
        using TemporaryFolder folder = new();
        using IEngine engine = EngineFactory.Create(s_model, new(), RandomKey.FromSeed(1), threads: 1);
        Assert.IsType<TorchEngine>(engine);
        engine.Step(new TrainingOptions(), Synthetic.TinyBatch(), Synthetic.TinyNoise(), 0.01);
        new ModelFile(s_model, engine.SaveWeights(), new Dictionary<string, string>()).Write(folder["model.safetensors"]);

        ModelFile read = ModelFile.Read(folder["model.safetensors"]);
        Assert.Equal(s_model, read.Model);
        Assert.Empty(read.Skipped);
        using IEngine opened = EngineFactory.Load(read, threads: 1);
        Assert.Equal(
            engine.Forward(Synthetic.TinyBatch(), Synthetic.TinyNoise()).Probabilities,
            opened.Forward(Synthetic.TinyBatch(), Synthetic.TinyNoise()).Probabilities);
    }

    [Fact]
    public void Its_layers_are_those_of_the_plan()
    {
        NetworkPlan plan = NetworkPlan.Create(s_model);
        Assert.Equal(["core.glimpse"], plan.Layers.Where(layer => layer.Network == "core").Select(layer => layer.Name));
        using TorchEngine engine = new(s_model, new(), RandomKey.FromSeed(1));
        Assert.Equal(
            plan.InitialWeights(RandomKey.FromSeed(1)).OrderBy(tensor => tensor.Name).Select(tensor => (tensor.Name, tensor.Values[0])),
            engine.SaveWeights().OrderBy(tensor => tensor.Name).Select(tensor => (tensor.Name, tensor.Values[0])));
    }

    [Fact]
    public void What_the_core_and_its_plan_state_must_agree()
    {
        Refused(Named<Wide>(Synthetic.Tiny), ErrorKind.Mismatch, "it has 6 inputs and 8 units");
        Refused(Named<Unplanned>(Synthetic.Tiny), ErrorKind.Mismatch, "core.glimpse.weight");
        Refused(Named<Misnamed>(Synthetic.Tiny), ErrorKind.Unknown, "'glimpse'");
        Refused(Named<PlanAlone>(Synthetic.Tiny), ErrorKind.Mismatch, "ITorchCore");
        Refused(s_model with { CoreExtension = "Nowhere.Core" }, ErrorKind.Unknown, "loaded");
        Refused(s_model with { CoreExtension = "" }, ErrorKind.Missing, "full name");
        Refused(Synthetic.Tiny with { CoreExtension = "Nowhere.Core" }, ErrorKind.Mismatch, "model.core=extension");
        Refused(s_model with { CoreLayers = 2 }, ErrorKind.Mismatch, "one layer", "model.core_layers");

        static void Refused(ModelOptions model, ErrorKind kind, string detail, string key = "model.core_extension")
        {
            ErrorData error = Assert.Throws<OptionException>(() => new TorchEngine(model, new(), RandomKey.FromSeed(1))).Error;
            Assert.Equal((kind, key), (error.Kind, error.Key));
            Assert.Contains(detail, error.Detail);
        }
    }

    [Fact]
    public void A_file_whose_core_is_not_loaded_is_refused()
    {
        using TemporaryFolder folder = new();
        using TorchEngine engine = new(s_model, new(), RandomKey.FromSeed(1));
        string path = folder["model.safetensors"];
        new ModelFile(s_model, engine.SaveWeights(), new Dictionary<string, string>()).Write(path);
        byte[] content = File.ReadAllBytes(path);
        content.AsSpan(content.AsSpan().IndexOf("SumCore"u8), 7).Fill((byte)'x');
        File.WriteAllBytes(path, content);

        ErrorData error = Assert.Throws<SaccadeException>(() => ModelFile.Read(path, acceptChanged: true)).Error;
        Assert.Equal((ErrorKind.Unknown, path, "model.core_extension"), (error.Kind, error.Path, error.Key));
        Assert.Contains("--extension", error.Remedy);
    }

    [Fact]
    public void What_runs_on_the_CPU_engine_alone_and_what_other_programs_run_refuse_it()
    {
        ModelFile file = new(s_model, NetworkPlan.Create(s_model).InitialWeights(RandomKey.FromSeed(1)), new Dictionary<string, string>());
        foreach (Action create in new Action[]
        {
            () => new CpuEngine(s_model, new(), RandomKey.FromSeed(1), threads: 1),
            () => new AttentionClassifier(file),
        })
        {
            Assert.Equal("model.core", Assert.Throws<OptionException>(create).Error.Key);
        }
        Assert.Equal(
            ErrorKind.Unsupported, Assert.Throws<SaccadeException>(() => OnnxFile.Write(file, ["a", "b", "c"], "never.onnx")).Error.Kind);
        Assert.Equal(
            "model.core", Assert.Throws<OptionException>(() => EngineFactory.RequireBuiltIn(torch: null, customCore: true)).Error.Key);
    }

    private static ModelOptions Named<T>(ModelOptions model) =>
        model with { Core = CoreKind.Extension, CoreExtension = typeof(T).FullName! };

    private sealed class Wide : ITorchCore
    {
        public IReadOnlyList<LayerPlan> Layers(ModelOptions model) => new SumCore().Layers(model);

        public CoreNetwork Create(ModelOptions model, RandomKey key) => new SumCore().Create(model with { Hidden = 8 }, key);
    }

    private sealed class Unplanned : ITorchCore
    {
        public IReadOnlyList<LayerPlan> Layers(ModelOptions model) => [];

        public CoreNetwork Create(ModelOptions model, RandomKey key) => new SumCore().Create(model, key);
    }

    private sealed class Misnamed : ITorchCore
    {
        public IReadOnlyList<LayerPlan> Layers(ModelOptions model) => [new SumCore().Layers(model)[0] with { Name = "glimpse" }];

        public CoreNetwork Create(ModelOptions model, RandomKey key) => new SumCore().Create(model, key);
    }

    private sealed class PlanAlone : ICustomCore
    {
        public IReadOnlyList<LayerPlan> Layers(ModelOptions model) => new SumCore().Layers(model);
    }
}
