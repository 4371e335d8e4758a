using System.Numerics.Tensors;
using Saccade.Images;
using Saccade.Imaging.Decoding;
using Saccade.Inference;
using Saccade.Policy;

namespace Saccade.Experiments.Predictions;

/// <summary>
/// Classifies pictures with a trained model: decodes some in parallel, then computes them together. A picture has the same answer whatever
/// is classified with it. Not thread-safe.
/// </summary>
public sealed class Predictor
{
    private const int Chunk = 128;

    private readonly IAgent _agent;
    private readonly InferenceOptions _options;
    private readonly int _top;
    private readonly IReadOnlyList<string> _names;
    private readonly DecodingOptions _decoding;
    private readonly RolloutNoise _noise;

    /// <summary>Creates a predictor.</summary>
    /// <param name="model">The model; how its pictures are decoded follows from its recipe.</param>
    /// <param name="agent">The engine that holds it.</param>
    /// <param name="options">How pictures are classified.</param>
    /// <param name="top">The most classes of an answer, the best first; a model that answers sequences has one answer.</param>
    /// <exception cref="OptionException">The model takes another number of glimpses or other prices.</exception>
    public Predictor(TrainedModel model, IAgent agent, InferenceOptions options, int top = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(options);
        (_agent, _options, _names, _decoding) = (agent, options, model.ClassNames, model.Decoding);
        _top = Require.Between(top, 1, 1000, nameof(top));
        _noise = options.DrawNoise(agent.Model);
    }

    /// <summary>
    /// The bytes of decoded pictures at which no others are decoded before these are classified; each core may have begun one more.
    /// </summary>
    internal long MostHeldBytes { get; init; } = 128 << 20;

    /// <summary>How many pictures so far are dark ink on a light ground, as far as a model of digits can say.</summary>
    public int LightGrounds { get; private set; }

    /// <summary>Classifies pictures as they are asked for, in their order.</summary>
    /// <param name="inputs">The pictures.</param>
    /// <param name="cancellation">Stops between pictures.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="NumericalException">An output of the model is NaN or infinite.</exception>
    public IEnumerable<Prediction> Predict(IEnumerable<PredictionInput> inputs, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return inputs.Chunk(Chunk).SelectMany(chunk => Predict(chunk, cancellation));
    }

    private Prediction[] Predict(PredictionInput[] inputs, CancellationToken cancellation)
    {
        Prediction?[] predictions = new Prediction?[inputs.Length];
        while (Array.Exists(predictions, prediction => prediction is null))
        {
            Picture?[] pictures = Decode(inputs, predictions, cancellation);
            int[] decoded = [.. Enumerable.Range(0, inputs.Length).Where(i => pictures[i] is not null)];
            if (decoded.Length > 0)
            {
                Classify(inputs, predictions, decoded, [.. decoded.Select(i => pictures[i]!)], cancellation);
            }
        }
        return predictions!;
    }

    /// <summary>
    /// Decodes pictures that have no prediction yet until they hold <see cref="MostHeldBytes"/>; those that cannot be read have their
    /// reason as prediction.
    /// </summary>
    private Picture?[] Decode(PredictionInput[] inputs, Prediction?[] predictions, CancellationToken cancellation)
    {
        Picture?[] pictures = new Picture?[inputs.Length];
        long held = 0;
        Parallel.For(0, inputs.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            if (predictions[i] is not null || Interlocked.Read(ref held) >= MostHeldBytes)
            {
                return;
            }
            try
            {
                pictures[i] = Decode(inputs[i]);
                Interlocked.Add(ref held, pictures[i]!.Pixels.Length);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Also one whose pixels do not fit into memory: the others go on.
                predictions[i] = new(inputs[i].Name) { Error = TerminalText.OneLine(e.Message) };
            }
        });
        return pictures;
    }

    private void Classify(
        PredictionInput[] inputs, Prediction?[] predictions, int[] decoded, Picture[] images, CancellationToken cancellation)
    {
        LightGrounds += images.Count(picture => LightGround.IsIn(picture.Pixels, picture.Size));
        IEpisodeSource batches = ImageBatches.InOrder(new DecodedPictures(images), Chunk);
        for (int step = 0, first = 0; step < batches.StepsPerEpoch; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            IEpisodes batch = batches.Load(0, step);
            RolloutBatch rollouts = _agent.Forward(batch, _noise.Repeat(batch.Count)).RequireFinite();
            for (int i = 0; i < batch.Count; i++)
            {
                int at = decoded[first + i];
                Classification answer = Classification.Of(_agent.Model, _names, batch, rollouts, i);
                predictions[at] = new(inputs[at].Name)
                {
                    Classes = _agent.Model.ReadsSequences ? [(answer.Class, answer.Probability)] : Best(answer.Probabilities),
                    Glimpses = [.. answer.Glimpses.Select(glimpse => (glimpse.X, glimpse.Y))],
                };
            }
            first += batch.Count;
        }
    }

    private Picture Decode(PredictionInput input)
    {
        Picture picture = PictureDecoder.Decode(input.Read(), _decoding);
        if (!_agent.Model.TakesGlimpses)
        {
            WholeImages.Require(_agent.Model, picture.Size);
        }
        if (_options.Invert)
        {
            TensorPrimitives.OnesComplement<byte>(picture.Pixels, picture.Pixels);
        }
        return picture;
    }

    private (string, float)[] Best(IReadOnlyList<float> probabilities) =>
        [.. _names.Zip(probabilities).OrderByDescending(answer => answer.Second).Take(_top)];
}
