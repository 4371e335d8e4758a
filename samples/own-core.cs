// Trains the model with a custom core, a gated recurrent unit (Cho et al., 2014), for some seconds on drawn digits, saves it and opens it
// again. In a class library the core serves the commands as well: see "Tasks and cores of your own" in docs/deploy.md.
//
//   dotnet run samples/own-core.cs
#:project ../src/Saccade.Torch/Saccade.Torch.csproj
#:package $(LibTorchPackage)

using Saccade.Checkpoints;
using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Networks;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Torch;
using Saccade.Torch.Networks;
using Saccade.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

TorchEngine.UseThreads(1); // as fast as more for batches this small
RandomKey key = RandomKey.FromSeed(0);
TaskOptions task = new() { Digits = DigitSource.Drawn, TrainingDigits = 5_000, ValidationDigits = 1_000 };
ITask digits = DigitImages.Task(task, dataFolder: null, key.Fork("data"));

TrainingOptions options = new() { Epochs = 3, BatchSize = 32 };
CustomCores.Add(new Gru());
ModelOptions model = new() { Glimpses = 4, Core = CoreKind.Extension, CoreExtension = nameof(Gru) };
using TorchEngine engine = new(model, options, key.Fork("weights"));

Trainer trainer = new(engine, digits, options, key.Fork("training"));
trainer.Train(new EpochLines());

string path = Path.Combine(Path.GetTempPath(), $"saccade-own-core-{Environment.ProcessId}.safetensors");
new ModelFile(model, engine.SaveWeights(), new Dictionary<string, string>()).Write(path);
ModelFile saved = ModelFile.Read(path);
File.Delete(path);
using TorchEngine opened = new(saved.Model, new TrainingOptions(), saved.Weights);
EvaluationResult result = Evaluator.Evaluate(opened, digits.Test(), new EvaluationOptions());
Console.WriteLine($"Test error of the opened model: {result.ErrorPercent:F1}%");
Console.WriteLine($"Lowest validation error: {trainer.State.BestErrorPercent:F1}% (epoch {trainer.State.BestEpoch})");

/// <summary>The core as the library creates it: what its layers are, and the module.</summary>
public sealed class Gru : ITorchCore
{
    /// <summary>The layers, which have the three gates side by side.</summary>
    public IReadOnlyList<LayerPlan> Layers(ModelOptions model) =>
    [
        LayerPlan.Linear("core.glimpse", "g_t", "gates of g_t", model.GlimpseFeatures, 3 * model.Hidden, model.Glimpses),
        LayerPlan.Linear("core.hidden", "h_{t−1}", "gates of h_{t−1}", model.Hidden, 3 * model.Hidden, model.Glimpses),
    ];

    /// <summary>The module, with initial weights of the key.</summary>
    public CoreNetwork Create(ModelOptions model, RandomKey key) => new GruCore(Layers(model), model, key);
}

internal sealed class GruCore : CoreNetwork
{
    // Fields have the names of the layers: RegisterComponents finds them by reflection.
    private readonly Linear glimpse, hidden;

    public GruCore(IReadOnlyList<LayerPlan> layers, ModelOptions model, RandomKey key) : base(model.GlimpseFeatures, model.Hidden)
    {
        glimpse = Layers.Linear(layers[0], key);
        hidden = Layers.Linear(layers[1], key);
        RegisterComponents();
    }

    public override CoreState Step(Tensor glimpses, CoreState previous)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] g = glimpse.forward(glimpses).chunk(3, 1);
        Tensor[] h = hidden.forward(previous.Hidden).chunk(3, 1);
        Tensor reset = sigmoid(g[0] + h[0]);
        Tensor keep = sigmoid(g[1] + h[1]);
        Tensor fresh = tanh(g[2] + reset * h[2]);
        return new(scope.MoveToOuter(keep * previous.Hidden + (1 - keep) * fresh));
    }
}

internal sealed class EpochLines : ITrainingObserver
{
    public void EpochDone(Trainer trainer, EpochMetrics metrics, bool best) =>
        Console.WriteLine($"epoch {metrics.Epoch}: {metrics.ValidationErrorPercent:F1}% of the validation digits classified wrongly");
}
