using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Experiments.Runs;
using Saccade.Geometry;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Web.Looking;

/// <summary>
/// A model held warm to look at images. It computes on a thread of its own, one image after another, so that any number
/// of requests may ask at once; if its file is replaced, as a training does, the next look is with the new weights.
/// </summary>
internal sealed class LiveModel : IDisposable
{
    private readonly LookQueue _queue;

    private LiveModel(string id, TrainedModel trained, int threads)
    {
        Id = id;
        _queue = new(trained, threads);
    }

    /// <summary>What requests call it.</summary>
    public string Id { get; }

    /// <summary>The weights looked with last, and where they come from.</summary>
    public TrainedModel Trained => _queue.Trained;

    public ModelOptions Options => Trained.File.Model;

    public TaskOptions Task => Trained.Recipe.Task;

    /// <summary>The size of the images that it has learned to look at.</summary>
    public ImageSize Frame => new(Options.Channels, Task.FrameHeight, Task.FrameWidth);

    public string Description => $"{Id}: {Frame} pixels, {Options.Glimpses} glimpses of {Options.Sensor.Scales} × {Options.Sensor.PatchSide}×{Options.Sensor.PatchSide}, from {Trained.Path}";

    /// <summary>Loads a model and lets it look once.</summary>
    /// <exception cref="SaccadeException">There is no path to show: it is no attention model of gray images.</exception>
    public static LiveModel Open(TrainedModel trained, string id, int threads)
    {
        if (WhyNot(trained) is string reason)
        {
            throw new SaccadeException($"{trained.Path} can't be shown on the page: {reason}");
        }
        LiveModel model = new(id, trained, threads);
        try
        {
            Batch black = new(1, model.Frame) { Count = 1 };
            model._queue.Look(black, RolloutNoise.Draw(default, 0, 1, model.Options.Glimpses, PolicyMode.Mean), default)!.GetAwaiter().GetResult();
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Why a model can't be shown; null if it can.</summary>
    public static string? WhyNot(TrainedModel trained) =>
        trained.Recipe.PlaysGame ? "it plays a game; 'saccade look' draws its episodes."
        : trained.File.Model.Kind != ModelKind.Attention ? "this net looks at the whole image at once, so there is no path to watch."
        : trained.File.Model.Channels != 1 ? $"it looks at images of {trained.File.Model.Channels} channels, and the page draws gray ones."
        : trained.Recipe.Task.FrameWidth > LookLimits.MostSide || trained.Recipe.Task.FrameHeight > LookLimits.MostSide
            ? $"its frame of {trained.Recipe.Task.FrameWidth}×{trained.Recipe.Task.FrameHeight} pixels is larger than {LookLimits.MostSide} a side."
        : null;

    /// <summary>Looks at an image [H, W] once, after those that wait already; null if they are too many.</summary>
    public Task<GlimpseTrace>? Look(byte[] pixels, ImageSize size, RolloutNoise noise, CancellationToken cancellation)
    {
        Batch batch = new(1, size) { Count = 1 };
        pixels.CopyTo(batch.Pixels);
        return _queue.Look(batch, noise, cancellation);
    }

    public void Dispose() => _queue.Dispose();
}
