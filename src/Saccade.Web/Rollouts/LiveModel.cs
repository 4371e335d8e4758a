using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Experiments.Runs;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Sensing;
using Saccade.Tasks;

namespace Saccade.Web.Rollouts;

/// <summary>
/// A loaded model that looks at images. It computes on a separate thread, one image after another, so that any number
/// of requests may arrive at once. If a training replaces its file, the next rollout uses the new weights.
/// </summary>
internal sealed class LiveModel : IDisposable
{
    private readonly RolloutQueue _queue;

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

    /// <summary>Its task; of a model without a recipe one on digits, on a frame that the coarsest patch covers.</summary>
    public TaskOptions Task => TaskOf(Trained);

    /// <summary>The names of its classes.</summary>
    public IReadOnlyList<string> ClassNames => Trained.ClassNames;

    /// <summary>Whether it looks at pictures, in gray or colour, and not at digits.</summary>
    public bool ShowsPictures => Task.HasPictures || Options.Channels > 1;

    /// <summary>The size of the images that it was trained on; of pictures, a square of their shorter side.</summary>
    public ImageSize Frame => FrameOf(Trained);

    public string Description => $"{Id}: {Frame} pixels, {Options.Glimpses} glimpses of "
        + $"{Options.Sensor.Scales} × {Options.Sensor.PatchSide}×{Options.Sensor.PatchSide}, from {Trained.Path}";

    /// <summary>Loads a model and runs it once.</summary>
    /// <exception cref="SaccadeException">There is no path to show: it is not an attention model of images in gray or colour.</exception>
    public static LiveModel Open(TrainedModel trained, string id, int threads)
    {
        if (WhyNot(trained) is string reason)
        {
            throw new SaccadeException(new(ErrorKind.Unsupported, trained.Path, $"the page cannot show this model: {reason}"));
        }
        LiveModel model = new(id, trained, threads);
        try
        {
            ImageBatch black = new(1, model.Frame) { Count = 1 };
            RolloutNoise noise = RolloutNoise.Draw(default, 0, 1, model.Options.Glimpses, PolicyMode.Mean);
            model._queue.Look(black, noise, default)!.GetAwaiter().GetResult();
            return model;
        }
        catch (NumericalException e)
        {
            model.Dispose();
            throw e.At(trained.Path);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Why a model cannot be shown; null if it can.</summary>
    public static string? WhyNot(TrainedModel trained) =>
        trained.TaskKind != TaskKind.Classification ? "its task is not the classification of images; 'saccade look' draws its episodes."
        : !trained.File.Model.TakesGlimpses ? "it classifies whole images and takes no glimpses."
        : trained.File.Model.Channels is not (1 or 3) ? $"it looks at images of {trained.File.Model.Channels} channels, and the page shows "
            + "gray and colours."
        : FrameOf(trained) is { Height: int height, Width: int width } && Math.Max(width, height) > RequestLimits.MostSide
            ? $"its frame of {width}×{height} pixels is larger than {RequestLimits.MostSide} a side."
        : null;

    private static ImageSize FrameOf(TrainedModel trained)
    {
        TaskOptions task = TaskOf(trained);
        (int width, int height) = (task.ImageWidth, task.ImageHeight);
        if (task.ShortSide > 0 && !task.HasBackground)
        {
            // Without its pictures, which a file on its own does not name, the task has only their shorter side.
            (width, height) = (task.ShortSide, task.ShortSide);
        }
        return width > 0
            ? new(trained.File.Model.Channels, height, width)
            : new(trained.File.Model.Channels, Covered(trained), Covered(trained));
    }

    private static TaskOptions TaskOf(TrainedModel trained)
    {
        if (trained.Recipe is { Task: TaskOptions task })
        {
            return task;
        }
        return new() { FrameWidth = Covered(trained), FrameHeight = Covered(trained) };
    }

    /// <summary>The side of a frame that the coarsest patch covers.</summary>
    private static int Covered(TrainedModel trained)
    {
        SensorOptions sensor = trained.File.Model.Sensor;
        return Math.Clamp(sensor.PatchExtent(sensor.Scales - 1), SampleDigits.Side, RequestLimits.MostSide);
    }

    /// <summary>Looks at an image [C, H, W] once, after those that wait already; null if they are too many.</summary>
    public Task<GlimpseTrace>? Look(byte[] pixels, ImageSize size, RolloutNoise noise, CancellationToken cancellation)
    {
        ImageBatch batch = new(1, size) { Count = 1 };
        pixels.CopyTo(batch.Pixels);
        return _queue.Look(batch, noise, cancellation);
    }

    public void Dispose() => _queue.Dispose();
}
