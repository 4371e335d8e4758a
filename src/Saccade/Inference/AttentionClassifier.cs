using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Saccade.Checkpoints;
using Saccade.Cpu;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Networks;
using Saccade.Cpu.Threading;
using Saccade.Evaluation;
using Saccade.Policy;
using Saccade.Training;

namespace Saccade.Inference;

/// <summary>
/// A trained model that classifies images in one call: the attention model, or a baseline classifier of whole images. Thread-safe: all
/// callers share the weights and none waits for another. An image has the same result, bit for bit, in every call and in every batch.
/// </summary>
/// <remarks>Locations are the means of the policy (paper §3.1); the first one, where it is random, follows from the seed.</remarks>
public sealed class AttentionClassifier : IDisposable
{
    private readonly InferenceOptions _options;
    private readonly NetworkWeights _weights;
    private readonly RolloutNoise _noise;
    private readonly ConcurrentBag<IModelWorker> _idle = [];
    // The object itself until it is disposed of, and every call: the last of them frees the weights.
    private int _users = 1;
    private int _disposed;

    /// <summary>Creates a classifier from a model in memory.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How it looks at images; null for the defaults.</param>
    /// <param name="classNames">The names of the classes; null for those that the model states, else their numbers.</param>
    /// <exception cref="SaccadeException">The model's weights do not fit its options.</exception>
    /// <exception cref="OptionException">
    /// There is not one name for each class, or the model cannot look as the options say, or it has a custom core.
    /// </exception>
    public AttentionClassifier(ModelFile model, InferenceOptions? options = null, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        (Model, Facts, _options) = (model.Model, model.Facts, options ?? new());
        ClassNames = [.. classNames ?? model.ClassNames ?? ClassificationTask.NumberedClasses(Model.Classes)];
        if (ClassNames.Count != Model.Classes)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: nameof(classNames), Value: ClassNames.Count,
                Allowed: $"{Model.Classes} names, one for each class"));
        }
        _noise = _options.DrawNoise(Model);
        CpuEngine.RequireCore(Model);
        _weights = new NetworkWeights(new NetworkLayers(NetworkPlan.Create(Model)), model.Weights);
    }

    /// <summary>The options of the model.</summary>
    public ModelOptions Model { get; }

    /// <summary>What the model's file states beside the options: its provenance, as text by name.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Loads a model from a file, or a built-in model by its name.</summary>
    /// <param name="model">
    /// The path of a model file or of a run folder, or the name of a model in the folder <c>models</c> beside the program, where the
    /// package Saccade.Models puts the built-in models.
    /// </param>
    /// <param name="options">How it looks at images; null for the defaults.</param>
    /// <exception cref="SaccadeException">There is no such model, or its file is damaged.</exception>
    /// <exception cref="OptionException">The model cannot look as the options say, or it has a custom core.</exception>
    public static AttentionClassifier Load(string model, InferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(ModelSource.Read(model), options);
    }

    /// <summary>Loads a model from a file, or a built-in model by its name, see <see cref="Load(string, InferenceOptions?)"/>.</summary>
    /// <param name="model">The path of a model file or of a run folder, or the name of a built-in model.</param>
    /// <param name="options">How it looks at images; null for the defaults.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="SaccadeException">There is no such model, or its file is damaged or larger than 1 GiB.</exception>
    /// <exception cref="OptionException">The model cannot look as the options say, or it has a custom core.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static async Task<AttentionClassifier> LoadAsync(
        string model, InferenceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(await ModelSource.ReadAsync(model, cancellation).ConfigureAwait(false), options);
    }

    /// <summary>Loads a model from a stream, which is read to its end and stays open.</summary>
    /// <param name="stream">The content of a model file.</param>
    /// <param name="options">How it looks at images; null for the defaults.</param>
    /// <exception cref="SaccadeException">The content is damaged, not a model, or larger than 1 GiB.</exception>
    /// <exception cref="OptionException">The model cannot look as the options say, or it has a custom core.</exception>
    public static AttentionClassifier Load(Stream stream, InferenceOptions? options = null) => new(ModelSource.Read(stream), options);

    /// <summary>Loads a model from a stream, which is read to its end and stays open.</summary>
    /// <param name="stream">The content of a model file.</param>
    /// <param name="options">How it looks at images; null for the defaults.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="SaccadeException">The content is damaged, not a model, or larger than 1 GiB.</exception>
    /// <exception cref="OptionException">The model cannot look as the options say, or it has a custom core.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static async Task<AttentionClassifier> LoadAsync(
        Stream stream, InferenceOptions? options = null, CancellationToken cancellation = default) =>
        new(await ModelSource.ReadAsync(stream, cancellation).ConfigureAwait(false), options);

    /// <summary>Classifies an image; of any size, unless the model is a baseline classifier of images of one size.</summary>
    /// <param name="pixels">H·W·C values, 0 black to 255 white, rows from the top.</param>
    /// <param name="width">W, pixels of a row.</param>
    /// <param name="height">H, rows.</param>
    /// <param name="channels">
    /// C: 1 for grey, 3 for RGB, 4 for RGBA, or the channels of the model. A grey model sees the luma of colours (BT.601), a colour model
    /// three equal channels of grey; RGBA lies on black.
    /// </param>
    /// <param name="layout">The order of the values.</param>
    /// <exception cref="OptionException">The numbers do not fit each other, or the channels not the model.</exception>
    /// <exception cref="SaccadeException">The model is a baseline classifier of images of another size.</exception>
    /// <exception cref="NumericalException">
    /// The weights are so large, or the glimpses so many, that a number becomes NaN or infinite.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed of.</exception>
    public Classification Classify(
        ReadOnlySpan<byte> pixels, int width, int height, int channels = 1, PixelLayout layout = PixelLayout.Interleaved)
    {
        PixelImage image = new(default, width, height, channels, layout);
        ImageSize size = PixelConversion.FrameSize(pixels, image, Model.Channels);
        ImageBatch frames = new(1, size) { Count = 1 };
        PixelConversion.Write(pixels, image, _options.Invert, size, frames.Image(0));
        return Run(frames)[0];
    }

    /// <summary>Classifies images, on all processors; they may differ in size.</summary>
    /// <param name="images">The images.</param>
    /// <param name="cancellation">Checked before each micro-batch of up to 24 images.</param>
    /// <returns>The answers, in the order of the images.</returns>
    /// <exception cref="OptionException">The numbers of an image do not fit each other, or its channels not the model.</exception>
    /// <exception cref="SaccadeException">The model is a baseline classifier of images of another size.</exception>
    /// <exception cref="NumericalException">
    /// The weights are so large, or the glimpses so many, that a number becomes NaN or infinite.
    /// </exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed of.</exception>
    public IReadOnlyList<Classification> Classify(IReadOnlyList<PixelImage> images, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ImageSize[] sizes = [.. images.Select(image => PixelConversion.FrameSize(image.Pixels.Span, image, Model.Channels))];
        Classification[] answers = new Classification[images.Count];
        try
        {
            Parallel.ForEach(Batches(sizes), new ParallelOptions { CancellationToken = cancellation }, range =>
            {
                ImageBatch frames = new(range.Count, sizes[range.First]) { Count = range.Count };
                for (int i = 0; i < range.Count; i++)
                {
                    PixelImage image = images[range.First + i];
                    PixelConversion.Write(image.Pixels.Span, image, _options.Invert, frames.Size, frames.Image(i));
                }
                Run(frames).CopyTo(answers, range.First);
            });
        }
        catch (AggregateException failures)
        {
            // The first says all: one cause fails in every batch.
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
        return answers;
    }

    /// <summary>Frees the weights once the calls in progress have ended.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Leave();
        }
    }

    /// <summary>Cuts images into micro-batches of one size, evenly over the processors.</summary>
    private static IEnumerable<IndexRange> Batches(ImageSize[] sizes)
    {
        const int Most = RolloutWorker.RolloutsOfMicroBatch;
        int parts = Math.Max(Math.Min(sizes.Length, Environment.ProcessorCount), (sizes.Length + Most - 1) / Most);
        foreach (IndexRange part in Enumerable.Range(0, parts).Select(i => IndexRange.Share(sizes.Length, i, parts)))
        {
            for (int first = part.First, end; first < part.End; first = end)
            {
                end = first + 1;
                while (end < part.End && sizes[end] == sizes[first])
                {
                    end++;
                }
                yield return new(first, end);
            }
        }
    }

    private Classification[] Run(ImageBatch frames)
    {
        Enter();
        try
        {
            RolloutNoise noise = _noise.Repeat(frames.Count);
            if (!_idle.TryTake(out IModelWorker? worker))
            {
                worker = CreateWorker();
            }
            try
            {
                RolloutBatch rollouts = RolloutBatch.Create(
                    noise.Glimpses, frames.Count, Model.Classes, ends: Model.Stops && noise.Prices.Length > 0);
                if (!Model.TakesGlimpses)
                {
                    WholeImages.Require(Model, frames);
                }
                int step = worker.MicroBatch(frames, training: false);
                for (int first = 0; first < frames.Count; first += step)
                {
                    worker.Forward(frames, new IndexRange(first, Math.Min(frames.Count - first, step) + first), noise, rollouts);
                }
                rollouts.RequireFinite();
                return [.. Enumerable.Range(0, frames.Count).Select(i => Classification.Of(Model, ClassNames, frames, rollouts, i))];
            }
            catch (NumericalException e)
            {
                throw e.With(e.Error with
                {
                    Remedy = noise.Glimpses > Model.Glimpses
                        ? $"take fewer glimpses: the model was trained with {Model.Glimpses}"
                        : "the weights are too large: give another model",
                });
            }
            finally
            {
                _idle.Add(worker);
            }
        }
        finally
        {
            Leave();
        }
    }

    private IModelWorker CreateWorker()
    {
        LossOptions unused = new();
        return Model.TakesGlimpses
            ? new RolloutWorker(Model, unused, new AttentionNetworks(Model, unused, _weights), GroupMember.Alone())
            : new ClassifierWorker(Model, unused, _weights);
    }

    private void Enter()
    {
        int users;
        do
        {
            users = Volatile.Read(ref _users);
            ObjectDisposedException.ThrowIf(users == 0 || Volatile.Read(ref _disposed) == 1, this);
        }
        while (Interlocked.CompareExchange(ref _users, users + 1, users) != users);
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) > 0)
        {
            return;
        }
        foreach (IModelWorker worker in _idle)
        {
            worker.Dispose();
        }
        _weights.Dispose();
    }
}
