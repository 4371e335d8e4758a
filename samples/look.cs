// Lets a model look at drawn digits, and prints where it looked and what it thought after each glimpse.
//
//   dotnet run samples/look.cs                      trains a small model first, for some seconds
//   dotnet run samples/look.cs MODEL_FILE           takes a model of the recipe quickstart, runs/…/model.safetensors
#:project ../src/Saccade/Saccade.csproj

using Saccade.Checkpoints;
using Saccade.Cpu;
using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Training;

int side = args.Length > 0 ? 60 : 28;
TaskOptions task = new() { Digits = DigitSource.Drawn, FrameWidth = side, FrameHeight = side };
RandomKey key = RandomKey.FromSeed(0);
using CpuEngine agent = args.Length > 0 ? Load(ModelFile.Read(args[0])) : Train(task, key);

IImageSource digits = DigitImages.ForTest(task, dataFolder: null);
foreach (GlimpseTrace trace in GlimpseTracer.Trace(agent, digits, count: 5, new EvaluationOptions()))
{
    Console.WriteLine($"A {trace.Label}:");
    for (int t = 0; t < trace.Glimpses; t++)
    {
        (float x, float y) = (trace.Locations[2 * t], trace.Locations[2 * t + 1]);
        int named = trace.PredictedClass(t);
        Console.WriteLine($"  looked at ({x,5:F2}, {y,5:F2}): a {named}, {100 * trace.Probabilities[t * trace.Classes + named]:F0}%");
    }
}

static CpuEngine Load(ModelFile file) => new(file.Model, new TrainingOptions(), file.Weights, threads: 1);

static CpuEngine Train(TaskOptions task, RandomKey key)
{
    ITask digits = DigitImages.Task(task with { TrainingDigits = 5_000, ValidationDigits = 1_000 }, null, key.Fork("data"));
    TrainingOptions options = new() { Epochs = 5, BatchSize = 32 };
    CpuEngine engine = new(new ModelOptions(), options, key.Fork("weights"), threads: 1);
    new Trainer(engine, digits, options, key.Fork("training")).Train(new EpochLines());
    return engine;
}

internal sealed class EpochLines : ITrainingObserver
{
    public void EpochDone(Trainer trainer, EpochMetrics metrics, bool best) =>
        Console.WriteLine($"epoch {metrics.Epoch}: {metrics.ValidationErrorPercent:F1}% of the validation digits classified wrongly");
}
