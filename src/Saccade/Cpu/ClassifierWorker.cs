using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Losses;
using Saccade.Cpu.Networks;
using Saccade.Cpu.Threading;
using Saccade.Evaluation;
using Saccade.Policy;
using Saccade.Training;

namespace Saccade.Cpu;

/// <summary>Runs a classifier of whole images: the loss is J_action, a rollout is one glimpse, and the noise has no influence.</summary>
internal sealed class ClassifierWorker(ModelOptions model, LossOptions loss, NetworkWeights networkWeights) : IModelWorker
{
    private const int EvaluationMicroBatch = 64;

    private readonly IClassifierNetwork _network =
        model.Kind == ModelKind.Cnn ? new CnnNetwork(model, networkWeights) : new ClassifierNetwork(model, networkWeights);
    private readonly FrameBuffer _frames = new();

    public IGradient Gradient => _network;

    public int Check(IEpisodes episodes, RolloutNoise noise, bool training)
    {
        if (!training)
        {
            WholeImages.RequireOneGlimpse(episodes, noise);
        }
        WholeImages.Require(model, episodes);
        return episodes.Count;
    }

    // Where layers are fully connected, a shard is one micro-batch in training, because its factors take less memory than gradients.
    public int MicroBatch(IEpisodes episodes, bool training) =>
        model.Kind == ModelKind.Cnn ? 1 : training ? int.MaxValue : EvaluationMicroBatch;

    public void Reserve(int glimpses, int rollouts) { }

    public void Forward(IEpisodes episodes, IndexRange range, RolloutNoise noise, RolloutBatch? rollouts)
    {
        _frames.Render(episodes, range.First, range.Count);
        _network.Forward(_frames, range.Count);
        int classes = model.Classes;
        for (int image = 0; rollouts is not null && image < range.Count; image++)
        {
            Softmax.Compute(_network.Logits.Row(image)[..classes], rollouts.Probabilities.AsSpan((range.First + image) * classes, classes));
        }
    }

    public void Backward(IEpisodes episodes, IndexRange range, RolloutNoise noise, LossWeights weights, LossSums sums)
    {
        for (int image = 0; image < range.Count; image++)
        {
            int label = episodes.Labels[range.First + image];
            Span<float> logits = _network.Logits.Row(image)[..model.Classes];
            double target = SmoothedLabel.MeanLogit(logits, label, loss.LabelSmoothing);
            double weight = weights.OfClass(label);
            double right = TensorPrimitives.IndexOfMax(logits) == label ? 1 : 0;
            // The logits become the gradient of the weighted mean cross-entropy, (p − 1{label}) / B.
            sums.Action += weight * (Softmax.Compute(logits, logits) - target) / episodes.Count;
            SmoothedLabel.Subtract(logits, label, loss.LabelSmoothing, scale: 1);
            TensorPrimitives.Divide(logits, (float)(episodes.Count / (weights.Action * weight)), logits);
            sums.Right += right;
            sums.Reward += right;
        }
        _network.Backward();
    }

    public void Dispose() => _network.Dispose();
}
