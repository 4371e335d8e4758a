using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Learning;

/// <summary>Learning to name images.</summary>
internal sealed class ImageCourse : ICourse
{
    private readonly ITrainingEngine _engine;
    private readonly EpochBatches _batches;
    private readonly FrameComposer _validation;
    private readonly int _rollouts;
    private readonly Batch _batch;

    public ImageCourse(ITrainingEngine engine, EpochBatches batches, FrameComposer validation, int rollouts)
    {
        (_engine, _batches, _validation, _rollouts) = (engine, batches, validation, rollouts);
        _batch = batches.NewBatch();
    }

    public int StepsPerEpoch => _batches.StepsPerEpoch;

    public (StepReport Report, int Images) Step(int epoch, int step, RandomKey noise, double width, double learningRate)
    {
        _batches.Load(epoch, step, _batch);
        return (_engine.Step(_batch, Noise(noise, width), learningRate), _batch.Count);
    }

    public IReadOnlyList<GradientNorm> MeasureGradients(int epoch, int step, RandomKey noise, double width)
    {
        // The batch is composed again rather than remembered: after a resume it may never have been loaded.
        _batches.Load(epoch, step, _batch);
        return _engine.MeasureGradients(_batch, Noise(noise, width));
    }

    public double ValidationErrorPercent() => Evaluator.Evaluate(_engine, _validation, new EvaluationOptions()).ErrorPercent;

    private RolloutNoise Noise(RandomKey key, double width) =>
        RolloutNoise.Draw(key, 0, _batch.Count * _rollouts, _engine.Model.GlimpsesTaken(), _engine.Model.PolicyTaken(PolicyMode.Sample), width);
}
