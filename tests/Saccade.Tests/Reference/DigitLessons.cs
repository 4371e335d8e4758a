using Saccade.Cpu;
using Saccade.Data.Synthetic;
using Saccade.Evaluation;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Training;

namespace Saccade.Tests.Reference;

/// <summary>Short lessons in reading drawn digits, the same for every model, to see that it learns at all.</summary>
internal static class DigitLessons
{
    private const int BatchSize = 64;
    private static readonly RandomKey Key = RandomKey.FromSeed(11);
    private static readonly Lazy<ImageSet> Lesson = new(() => DrawnDigits.Create(2_000, Key.Fork("lesson")));
    private static readonly Lazy<ImageSet> Exam = new(() => DrawnDigits.Create(500, Key.Fork("exam")));

    /// <summary>The error on digits that the model has not seen, in percent; by chance it is 90.</summary>
    public static double ErrorPercentAfter(ModelOptions model, TrainingOptions training, int steps, double rate)
    {
        using CpuEngine engine = new(model, training, Key.Fork("weights"), threads: 1);
        ImageBatches batches = ImageBatches.Shuffled(Lesson.Value, BatchSize, Key.Fork("order"));
        ImageBatch batch = batches.NewBatch();
        PolicyMode policy = model.RandomGlimpses ? PolicyMode.Random : PolicyMode.Sample;
        for (int step = 0; step < steps; step++)
        {
            batches.Load(step / batches.StepsPerEpoch, step % batches.StepsPerEpoch, batch);
            engine.Step(
                training, batch, RolloutNoise.Draw(Key.Fork("noise").Fork(step), 0, batch.Count, model.GlimpseCount(), policy), rate);
        }
        return Evaluator.Evaluate(engine, Exam.Value, new()).ErrorPercent;
    }
}
