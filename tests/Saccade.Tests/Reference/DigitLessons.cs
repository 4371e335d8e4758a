using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Tests.Reference;

/// <summary>Short lessons in reading drawn digits, the same for every model, to see that it learns at all.</summary>
internal static class DigitLessons
{
    private const int BatchSize = 64;
    private static readonly RandomKey Key = RandomKey.FromSeed(11);
    private static readonly Lazy<ImageSet> Lesson = new(() => DrawnDigits.Make(2_000, Key.Fork("lesson")));
    private static readonly Lazy<ImageSet> Exam = new(() => DrawnDigits.Make(500, Key.Fork("exam")));

    /// <summary>The error on digits that the model has not seen, in percent; by chance it is 90.</summary>
    public static double ErrorPercentAfter(ModelOptions model, TrainingOptions training, int steps, double rate)
    {
        using ITrainingEngine engine = TorchEngines.Make(model, training, Key.Fork("weights"), TorchReference.Device);
        EpochBatches batches = EpochBatches.Shuffled(new(Lesson.Value, new TaskOptions(), Key), BatchSize, Key.Fork("order"));
        Batch batch = batches.NewBatch();
        PolicyMode policy = model.RandomGlimpses ? PolicyMode.Random : PolicyMode.Sample;
        for (int step = 0; step < steps; step++)
        {
            batches.Load(step / batches.StepsPerEpoch, step % batches.StepsPerEpoch, batch);
            engine.Step(batch, RolloutNoise.Draw(Key.Fork("noise").Fork(step), 0, batch.Count, model.GlimpsesTaken(), policy), rate);
        }
        return Evaluator.Evaluate(engine, new(Exam.Value, new TaskOptions(), Key), new()).ErrorPercent;
    }
}
