// Lets a model look at drawn digits, and prints where it looked and what it thought after each glimpse.
//
//   dotnet run samples/look.cs                      trains a small model first, for some seconds
//   dotnet run samples/look.cs MODEL_FILE           takes a model of the recipe quickstart, runs/…/model.safetensors
#:project ../src/Saccade/Saccade.csproj

using Saccade.Checkpoints;
using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;

int side = args.Length > 0 ? 60 : 28;
TaskOptions task = new() { Digits = DigitSource.Drawn, FrameWidth = side, FrameHeight = side };
RandomKey key = RandomKey.FromSeed(0);
using ITrainingEngine agent = args.Length > 0 ? Engines.ForModel(ModelFile.Read(args[0]), threads: 1) : Train(task, key);

FrameComposer digits = TaskData.ForTest(task, dataFolder: null);
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

static ITrainingEngine Train(TaskOptions task, RandomKey key)
{
    TrainingData data = TaskData.ForTraining(task with { TrainingDigits = 5_000, ValidationDigits = 1_000 }, null, key.Fork("data"));
    TrainingOptions options = new() { Epochs = 5, BatchSize = 32 };
    ITrainingEngine engine = Engines.Make(new ModelOptions(), options, key.Fork("weights"), threads: 1);
    new Trainer(engine, data.Train, data.Validation, options, key.Fork("training")).Train(new EpochLines());
    return engine;
}

internal sealed class EpochLines : ITrainingObserver
{
    public void EpochDone(Trainer trainer, EpochMetrics metrics, bool best) =>
        Console.WriteLine($"epoch {metrics.Epoch}: {metrics.ValidationErrorPercent:F1}% of the validation digits named wrongly");
}
