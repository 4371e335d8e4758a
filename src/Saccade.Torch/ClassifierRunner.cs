using Saccade.Evaluation;
using Saccade.Policy;
using Saccade.Torch.Losses;
using Saccade.Torch.Networks;
using static TorchSharp.torch.nn.functional;

namespace Saccade.Torch;

/// <summary>Runs a classifier of whole images: the loss is J_action, a rollout is one glimpse, and the noise has no influence.</summary>
internal sealed class ClassifierRunner : ITorchRunner
{
    private readonly LossOptions _loss;
    private readonly nn.Module<Tensor, Tensor> _net;
    private readonly ModelOptions _model;

    public ClassifierRunner(ModelOptions model, LossOptions loss, RandomKey key)
    {
        _loss = loss;
        model.Check();
        _model = model;
        _net = model.Kind switch
        {
            ModelKind.FullyConnected => new FullyConnectedNet(model, key),
            ModelKind.Cnn => new CnnNet(model, key),
            _ => new ConvolutionalNet(model, key),
        };
    }

    public nn.Module Module => _net;

    public RolloutBatch Forward(IEpisodes episodes, RolloutNoise noise)
    {
        WholeImages.RequireOneGlimpse(episodes, noise);
        return new()
        {
            Locations = new float[2 * episodes.Count],
            Probabilities = TorchTensors.ToArray(softmax(Logits(episodes), -1)),
            Values = new float[episodes.Count],
        };
    }

    public (Tensor Loss, Func<StepReport> Report) Loss(IEpisodes episodes, RolloutNoise noise, LossWeights weights)
    {
        Tensor logits = Logits(episodes);
        Tensor labels = TorchTensors.Labels(episodes, logits.device);
        Tensor loss = HybridLoss.CrossEntropy(logits, labels, _loss.LabelSmoothing, weights.Classes);
        return (loss, Report);

        StepReport Report()
        {
            double action = loss.ToDouble();
            double accuracy = logits.argmax(1).eq(labels).to_type(ScalarType.Float32).mean().ToDouble();
            return new()
            {
                Loss = new(action, Baseline: 0, Location: 0, Total: action),
                Accuracy = accuracy,
                Reward = accuracy,
                LocationVariance = 0,
            };
        }
    }

    private Tensor Logits(IEpisodes episodes)
    {
        WholeImages.Require(_model, episodes);
        Device device = _net.parameters().First().device;
        return cat([.. new Frames(episodes).Tensors(device).Select(images => _net.forward(images.to_type(ScalarType.Float32).div_(255)))]);
    }
}
