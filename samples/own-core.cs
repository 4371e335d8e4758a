// Trains the model with a custom core, a gated recurrent unit (Cho et al., 2014), for some seconds on drawn digits.
//
//   dotnet run samples/own-core.cs
#:project ../src/Saccade.Torch/Saccade.Torch.csproj
#:package $(LibTorchPackage)

using Saccade.Data;
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
ModelOptions sizes = new() { Glimpses = 4 };
RecurrentAttentionModel model = new(sizes, key.Fork("weights"), makeCore: (sizes, key) => new GruCore(sizes, key));
using TorchEngine engine = new(model, options);

Trainer trainer = new(engine, digits, options, key.Fork("training"));
trainer.Train(new EpochLines());
Console.WriteLine($"Lowest validation error: {trainer.State.BestErrorPercent:F1}% (epoch {trainer.State.BestEpoch})");

internal sealed class GruCore : CoreNetwork
{
    // Layers must be fields: RegisterComponents finds them by reflection.
    private readonly Linear fromGlimpse;
    private readonly Linear fromHidden;

    public GruCore(ModelOptions options, RandomKey key) : base(options.GlimpseFeatures, options.Hidden)
    {
        fromGlimpse = Layers.Linear(Inputs, 3 * Hidden, key.Fork("glimpse"));
        fromHidden = Layers.Linear(Hidden, 3 * Hidden, key.Fork("hidden"));
        RegisterComponents();
    }

    public override CoreState Step(Tensor glimpse, CoreState previous)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] g = fromGlimpse.forward(glimpse).chunk(3, 1);
        Tensor[] h = fromHidden.forward(previous.Hidden).chunk(3, 1);
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
