using System.Diagnostics;
using Saccade.Cpu;
using Saccade.Images;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Cpu;

public sealed class CallDepthTests
{
    [Fact]
    public void From_the_trainer_to_the_matrix_kernel_are_at_most_eight_frames()
    {
        ObservedTask task = new();
        TrainingOptions options = new() { Epochs = 1, BatchSize = 5 };
        using CpuEngine engine = new(Synthetic.Tiny, options, RandomKey.FromSeed(1), threads: 1);
        new Trainer(engine, task, options, RandomKey.FromSeed(2)).Train();
        Assert.Equal("Trainer.Train", task.Frames[0]);
        Assert.Equal("RolloutWorker.Forward", task.Frames[^1]);
        // The worker calls a network, the network its weights, and these the kernel.
        Assert.True(task.Frames.Count + 3 <= 8, string.Join(" → ", task.Frames));
    }

    /// <summary>Images of noise that observe who renders them in the first step of training.</summary>
    private sealed class ObservedTask : ITask, IEpisodeSource, IEpisodes
    {
        private readonly ImageBatch _images = Synthetic.TinyBatch();

        public List<string> Frames { get; } = [];

        public ImageSize Size => _images.Size;

        public IReadOnlyList<string> ClassNames { get; } = ["0", "1", "2", "3"];

        public int Count => _images.Count;

        public int StepsPerEpoch => 1;

        public ReadOnlySpan<int> Labels => _images.Labels;

        Labels? IEpisodeSource.Labels => new Labels(_images.Labels.ToArray().AsMemory());

        public IEpisodeSource Training(int batchSize, RandomKey key) => this;

        public IEpisodeSource Validation() => this;

        public IEpisodeSource Test(long seed = 0) => this;

        public IEpisodes Load(int epoch, int step) => this;

        public void Render(int episode, Span<byte> frame)
        {
            _images.Image(episode).CopyTo(frame);
            if (Frames.Count == 0)
            {
                // The innermost frames are this method and FrameBuffer.Render.
                Frames.AddRange(new StackTrace().GetFrames().Select(called => called.GetMethod()!)
                    .Where(method => method.DeclaringType!.Assembly == typeof(Trainer).Assembly)
                    .Select(method => $"{method.DeclaringType!.Name}.{method.Name}")
                    .Where(name => name != "FrameBuffer.Render")
                    .Reverse());
            }
        }
    }
}
