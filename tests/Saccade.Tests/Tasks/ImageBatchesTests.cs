using Saccade.Data;
using Saccade.Data.Synthetic;
using Saccade.Errors;
using Saccade.Images;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Data;

namespace Saccade.Tests.Tasks;

public sealed class ImageBatchesTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(11);
    private static readonly FrameComposer Composer = new(Digits.Numbered(10, new(1, 2, 2)), new() { FrameHeight = 3, FrameWidth = 5 }, Key);

    [Theory]
    [InlineData(1, 10, 1)]
    [InlineData(4, 3, 2)]
    [InlineData(5, 2, 5)]
    [InlineData(10, 1, 10)]
    [InlineData(99, 1, 10)]
    public void The_last_batch_may_be_short(int batchSize, int steps, int last)
    {
        ImageBatches batches = ImageBatches.InOrder(Composer, batchSize);
        Assert.Equal(steps, batches.StepsPerEpoch);
        ImageBatch batch = batches.NewBatch();
        batches.Load(0, steps - 1, batch);
        Assert.Equal(last, batch.Count);
        Assert.Equal(Enumerable.Range(10 - last, last), batch.Labels.ToArray());
    }

    [Fact]
    public void Batches_have_the_size_of_the_epoch()
    {
        TaskOptions growing = new() { FrameHeight = 4, FrameWidth = 8, GrowthEpochs = 2, GrowthStart = 0.5 };
        FrameComposer composer = new(Digits.Noise(5, new(1, 2, 2)), growing, Key, training: true);
        IEpisodeSource batches = ImageBatches.Shuffled(composer, 2, Key);
        (int, int, int)[] sizes = [(0, 4, 2), (1, 6, 3), (2, 8, 4), (0, 4, 2)];
        foreach ((int epoch, int width, int height) in sizes)
        {
            IEpisodes batch = batches.Load(epoch, 1);
            Assert.Equal(new(1, height, width), batch.Size);
            byte[] frame = new byte[batch.Size.Pixels];
            batch.Render(1, frame);
            Assert.Equal(4, frame.Count(pixel => pixel > 0));
        }
    }

    [Fact]
    public void An_image_composed_elsewhere_is_the_one_that_the_batch_holds_and_so_is_a_copy()
    {
        ImageBatches batches = ImageBatches.InOrder(Composer, 4);
        ImageBatch batch = batches.NewBatch();
        batches.Load(0, 1, batch);
        byte[] before = new byte[batch.Size.Pixels], after = new byte[batch.Size.Pixels];
        batch.Render(2, before);
        Assert.Equal(Composer.Frame(0, 6), before);
        Assert.Equal(before, batch.Image(2).ToArray());
        batch.Image(2)[0] ^= 1;
        batch.Render(2, after);
        Assert.Equal(batch.Image(2).ToArray(), after);
    }

    [Fact]
    public void In_order_batches_of_an_epoch_hold_its_frames_in_order()
    {
        ImageBatches batches = ImageBatches.InOrder(Composer, 4);
        ImageBatch batch = batches.NewBatch();
        foreach (int epoch in new[] { 0, 7 })
        {
            batches.Load(epoch, 1, batch);
            Assert.Equal([4, 5, 6, 7], batch.Labels.ToArray());
            Assert.All(Enumerable.Range(0, 4), i => Assert.Equal(Composer.Frame(epoch, 4 + i), batch.Image(i).ToArray()));
        }
    }

    [Fact]
    public void A_shuffled_epoch_holds_every_image_once_with_its_own_label_and_frame()
    {
        ImageBatches batches = ImageBatches.Shuffled(Composer, 4, Key);
        foreach (int epoch in new[] { 0, 1, 5 })
        {
            int[] labels = Order(batches, epoch);
            Assert.Equal(Enumerable.Range(0, 10), labels.Order());
            ImageBatch batch = batches.NewBatch();
            batches.Load(epoch, 2, batch);
            Assert.Equal(Composer.Frame(epoch, labels[9]), batch.Image(1).ToArray());
        }
    }

    [Fact]
    public void The_order_depends_on_key_and_epoch_only_so_any_step_can_come_first()
    {
        int[][] epochs = [.. Enumerable.Range(0, 3).Select(epoch => Order(ImageBatches.Shuffled(Composer, 4, Key), epoch))];
        Assert.Equal(3, epochs.Select(order => string.Join(",", order)).Distinct().Count());
        Assert.NotEqual(epochs[0], Order(ImageBatches.Shuffled(Composer, 4, Key.Fork(1)), 0));
        // Another batch size cuts the same order elsewhere.
        Assert.Equal(epochs[1], Order(ImageBatches.Shuffled(Composer, 3, Key), 1));

        ImageBatches resumed = ImageBatches.Shuffled(Composer, 4, Key);
        ImageBatch batch = resumed.NewBatch();
        foreach ((int epoch, int step) in new[] { (2, 1), (0, 2), (1, 0), (2, 0) })
        {
            resumed.Load(epoch, step, batch);
            Assert.Equal(epochs[epoch].Skip(4 * step).Take(4), batch.Labels.ToArray());
        }
    }

    [Fact]
    public void Wrong_steps_and_buffers_are_refused()
    {
        ImageBatches batches = ImageBatches.InOrder(Composer, 4);
        Assert.Throws<OptionException>(() => ImageBatches.InOrder(Composer, 0));
        Assert.Throws<OptionException>(() => batches.Load(0, 3, batches.NewBatch()));
        Assert.Throws<OptionException>(() => batches.Load(0, -1, batches.NewBatch()));
        Assert.Throws<OptionException>(() => batches.Load(-1, 0, batches.NewBatch()));
        Assert.Throws<OptionException>(() => batches.Load(0, 0, new ImageBatch(3, Composer.Size)));
        Assert.Throws<OptionException>(() => batches.Load(0, 0, new ImageBatch(4, new(1, 5, 3))));
    }

    [Fact]
    public void A_batch_of_several_sizes_takes_what_its_images_take()
    {
        // Photographs in both orientations: as many of the largest height and width would be more than an array can hold.
        Sizes photographs = new(new(3, 4000, 6000), new(3, 6000, 4000));
        IEpisodeSource batches = ImageBatches.Shuffled(photographs, 20, Key);
        Assert.Equal(20, batches.Load(0, 0).Count);
        OptionException refused = Assert.Throws<OptionException>(
            () => ((IEpisodeSource)ImageBatches.Shuffled(photographs, 32, Key)).Load(0, 0));
        Assert.Equal("1 to 29", refused.Error.Allowed);
        Assert.Equal(1, ImageBatches.InOrder(photographs).BatchSize);

        Sizes strips = new(new(3, 2, 200_000), new(3, 200_000, 2));
        ImageBatches inOrder = ImageBatches.InOrder(strips);
        Assert.Equal(55, inOrder.BatchSize);
        ImageBatch batch = inOrder.NewBatch();
        inOrder.Load(0, 0, batch);
        Assert.Equal([1, 2, 3], new[] { 0, 1, 2 }.Select(i => (int)batch.Image(i)[^1]));
        Assert.Throws<InvalidOperationException>(() => batch.Pixels);
    }

    private static int[] Order(ImageBatches batches, int epoch)
    {
        List<int> labels = [];
        ImageBatch batch = batches.NewBatch();
        for (int step = 0; step < batches.StepsPerEpoch; step++)
        {
            batches.Load(epoch, step, batch);
            labels.AddRange(batch.Labels);
        }
        return [.. labels];
    }

    /// <summary>40 images of two sizes in turn, each of its number.</summary>
    private sealed class Sizes(ImageSize even, ImageSize odd) : IImageSource
    {
        public ImageSize Size { get; } = new(even.Channels, Math.Max(even.Height, odd.Height), Math.Max(even.Width, odd.Width));

        public Labels Labels { get; } = new(new int[40]);

        public ImageSize SizeOf(int epoch, int index) => index % 2 == 0 ? even : odd;

        public void Read(int epoch, int index, Span<byte> pixels) => pixels.Fill((byte)(index + 1));
    }
}
