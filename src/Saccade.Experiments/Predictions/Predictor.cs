using System.Numerics.Tensors;
using Saccade.Data;
using Saccade.Images;
using Saccade.Imaging.Decoding;
using Saccade.Policy;
using Saccade.Random;

namespace Saccade.Experiments.Predictions;

/// <summary>
/// Classifies pictures with a trained model: decodes some in parallel, then computes them together. A picture has the same answer whatever
/// is classified with it. Not thread-safe.
/// </summary>
public sealed class Predictor
{
    private const int Chunk = 128;

    private readonly IAgent _agent;
    private readonly PredictionOptions _options;
    private readonly IReadOnlyList<string> _names;
    private readonly DecodingOptions _decoding;
    private readonly RolloutNoise _noise;

    /// <summary>Creates a predictor.</summary>
    /// <param name="model">The model; how its pictures are decoded follows from its recipe.</param>
    /// <param name="agent">The engine that holds it.</param>
    /// <param name="options">How pictures are classified.</param>
    /// <exception cref="OptionException">The model takes another number of glimpses or other prices.</exception>
    public Predictor(TrainedModel model, IAgent agent, PredictionOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(options);
        new EvaluationOptions { Price = options.Price }.RequirePrice(agent.Model);
        (_agent, _options, _names, _decoding) = (agent, options, model.ClassNames, Decoding(model));
        _noise = RolloutNoise.Draw(
            RandomKey.FromSeed(options.Seed).Fork("inference"), 0, 1, agent.Model.GlimpseCount(options.Glimpses),
            agent.Model.EffectivePolicy(PolicyMode.Mean));
    }

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
        Picture?[] pictures = new Picture?[inputs.Length];
        Prediction[] predictions = [.. inputs.Select(input => new Prediction(input.Name))];
        Parallel.For(0, inputs.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            try
            {
                pictures[i] = Decode(inputs[i]);
            }
            catch (SaccadeException e)
            {
                predictions[i] = predictions[i] with { Error = TerminalText.OneLine(e.Message) };
            }
        });
        int[] decoded = [.. Enumerable.Range(0, inputs.Length).Where(i => pictures[i] is not null)];
        if (decoded.Length > 0)
        {
            Picture[] images = [.. decoded.Select(i => pictures[i]!)];
            LightGrounds += images.Count(picture => LightGround.IsIn(picture.Pixels, picture.Size));
            IEpisodeSource batches = ImageBatches.InOrder(new DecodedPictures(images), Chunk);
            for (int step = 0, first = 0; step < batches.StepsPerEpoch; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                IEpisodes batch = batches.Load(0, step);
                RolloutNoise noise = _agent.Model.Priced(_noise.Repeat(batch.Count), _options.Price);
                RolloutBatch rollouts = _agent.Forward(batch, noise).RequireFinite();
                for (int i = 0; i < batch.Count; i++)
                {
                    int at = decoded[first + i];
                    predictions[at] = Answer(predictions[at], rollouts, i, batch.Count);
                }
                first += batch.Count;
            }
        }
        return predictions;
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

    private Prediction Answer(Prediction prediction, RolloutBatch rollouts, int image, int images)
    {
        int glimpses = rollouts.GlimpsesTaken.Length > 0 ? rollouts.GlimpsesTaken[image] : rollouts.Values.Length / images;
        return prediction with
        {
            Classes = _agent.Model.ReadsSequences
                ? [Sequence(rollouts, image, images)]
                : Best(Probabilities(rollouts, glimpses - 1, image, images)),
            Glimpses = !_agent.Model.TakesGlimpses ? [] :
            [
                .. Enumerable.Range(0, glimpses).Select(t => 2 * (t * images + image))
                    .Select(at => (rollouts.Locations[at], rollouts.Locations[at + 1])),
            ],
        };
    }

    private (string, float)[] Best(ReadOnlySpan<float> probabilities)
    {
        float[] all = probabilities.ToArray();
        return [.. Enumerable.Range(0, all.Length).OrderByDescending(c => all[c]).Take(_options.Top).Select(c => (_names[c], all[c]))];
    }

    /// <summary>The labels that a sequence model reads, and the product of their probabilities.</summary>
    private (string, float) Sequence(RolloutBatch rollouts, int image, int images)
    {
        int slots = _agent.Model.Labels, each = rollouts.Values.Length / images / slots, end = _agent.Model.Classes - 1;
        int[] answers = new int[slots];
        float product = 1;
        bool ended = false;
        for (int slot = 0; slot < slots; slot++)
        {
            ReadOnlySpan<float> probabilities = Probabilities(rollouts, (slot + 1) * each - 1, image, images);
            answers[slot] = TensorPrimitives.IndexOfMax(probabilities);
            product *= ended ? 1 : probabilities[answers[slot]];
            ended |= answers[slot] == end;
        }
        return (string.Join(' ', LabelSequence.Read(answers, end).ToArray().Select(label => _names[label])), product);
    }

    private ReadOnlySpan<float> Probabilities(RolloutBatch rollouts, int glimpse, int image, int images)
    {
        int classes = _agent.Model.Classes;
        return rollouts.Probabilities.AsSpan((glimpse * images + image) * classes, classes);
    }

    /// <summary>Pictures become what the model was trained on: decoded as its recipe says, or as large as its frames.</summary>
    private static DecodingOptions Decoding(TrainedModel model)
    {
        DecodingOptions digits = new() { Channels = model.File.Model.Channels, Ground = PictureGround.Black };
        return model.Recipe?.Task switch
        {
            null => digits,
            { HasPictures: true } task => digits with { ShortSide = Math.Min(task.ImageWidth, task.ImageHeight), Ground = task.Ground },
            TaskOptions task => digits with { ShortSide = Math.Min(task.ImageWidth, task.ImageHeight) },
        };
    }
}
