using System.Numerics.Tensors;
using Saccade.Data;
using Saccade.Model;

namespace Saccade.Fast;

/// <summary>One core's share of a batch of whole images, from the pixels to the gradient of all weights.</summary>
internal sealed class ComparisonWorker(ModelOptions model, ComparisonLayers layers, NetworkWeights weights) : IDisposable, IGradient
{
    /// <summary>About so many images are named at a time.</summary>
    public const int Handful = 64;

    private readonly IImageLayer _first = model.Kind == ModelKind.FullyConnected ? new LitPixels(layers.First, weights) : new LitPatches(model, layers.First, weights);
    private Room? _room;

    /// <summary>This share's part of the mean cross-entropy.</summary>
    public double Loss { get; private set; }

    /// <summary>How many images got the right name.</summary>
    public int Right { get; private set; }

    /// <summary>The scores of the classes, a row for each image; after learning, the gradient of the loss with respect to them.</summary>
    private Matrix Scores => _room!.Scores[0];

    /// <summary>The probabilities of the classes [B, classes] of a handful of the images of a batch.</summary>
    public void Name(Batch batch, Share images, Span<float> probabilities)
    {
        Look(batch, images.First, images.Count);
        for (int image = 0; image < images.Count; image++)
        {
            Softmax.Of(Scores.Row(image)[..model.Classes], probabilities.Slice((images.First + image) * model.Classes, model.Classes));
        }
    }

    /// <summary>Scores images <paramref name="first"/>, first + 1, … of a batch.</summary>
    public void Look(Batch batch, int first, int count)
    {
        Room room = MakeRoom(count);
        _first.Forward(batch, first, room.Features[0]);
        if (layers.Hidden is not null)
        {
            weights.Forward(layers.Hidden, room.Features[0], room.Hidden[0], relu: true);
        }
        weights.Forward(layers.Scores, room.Hidden[0], Scores, relu: false);
    }

    /// <summary>The cross-entropy of the images that were looked at, as their part of the mean over a batch, and its gradient.</summary>
    /// <param name="labels">The right class of each.</param>
    /// <param name="all">Images of the whole batch.</param>
    public void Learn(ReadOnlySpan<int> labels, int all)
    {
        Judge(labels, all);
        Room room = _room!;
        weights.InputGradient(layers.Scores, Scores, room.HiddenChange[0], gate: room.Hidden[0]);
        if (layers.Hidden is not null)
        {
            weights.InputGradient(layers.Hidden, room.HiddenChange[0], room.FeatureChange[0], gate: room.Features[0]);
        }
        _first.Backward(room.FeatureChange[0]);
    }

    public void Put(in WeightRun run, AlignedBuffer gradient, bool accumulate)
    {
        Room room = _room!;
        if (run.Layer == layers.First)
        {
            _first.Put(run, gradient, accumulate);
        }
        else if (run.Layer == layers.Scores)
        {
            NetworkWeights.WeightGradient(run, room.Hidden[0], Scores, gradient, accumulate);
        }
        else
        {
            NetworkWeights.WeightGradient(run, room.Features[0], room.HiddenChange[0], gradient, accumulate);
        }
    }

    public void Dispose()
    {
        _first.Dispose();
        _room?.Dispose();
    }

    private void Judge(ReadOnlySpan<int> labels, int all)
    {
        (Loss, Right) = (0, 0);
        for (int image = 0; image < labels.Length; image++)
        {
            Span<float> scores = Scores.Row(image)[..model.Classes];
            float ofLabel = scores[labels[image]];
            Right += TensorPrimitives.IndexOfMax(scores) == labels[image] ? 1 : 0;
            Loss += (Softmax.Of(scores, scores) - ofLabel) / all;
            scores[labels[image]] -= 1;
            TensorPrimitives.Divide(scores, all, scores);
        }
    }

    private Room MakeRoom(int count)
    {
        if (_room is null || count > _room.Capacity)
        {
            _room?.Dispose();
            _room = new Room(model, layers, count);
        }
        _room.Rollouts = count;
        return _room;
    }

    /// <summary>What each layer gives, and how the loss changes with it.</summary>
    private sealed class Room : TrackSet
    {
        public Room(ModelOptions model, ComparisonLayers layers, int capacity) : base(capacity)
        {
            int features = (layers.Hidden ?? layers.Scores).Inputs;
            (Features, FeatureChange) = (Add(1, features), Add(1, features));
            (Hidden, HiddenChange) = layers.Hidden is null ? (Features, FeatureChange) : (Add(1, layers.Hidden.Outputs), Add(1, layers.Hidden.Outputs));
            Scores = Add(1, model.Classes);
        }

        public Track Features { get; }

        public Track FeatureChange { get; }

        /// <summary>The features where there is no hidden layer.</summary>
        public Track Hidden { get; }

        public Track HiddenChange { get; }

        public Track Scores { get; }
    }
}
