using Saccade.Checkpoints;
using Saccade.Cpu;
using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Images;
using Saccade.Inference;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Training;

namespace Saccade.Tests.Inference;

public sealed class AttentionClassifierTests
{
    private static readonly ModelOptions s_grey = new()
    {
        Classes = 5,
        Glimpses = 3,
        GlimpseHidden = 8,
        GlimpseFeatures = 16,
        Hidden = 16,
        Sensor = new() { PatchSide = 4, Scales = 2 },
    };

    private static readonly ModelOptions s_colour = s_grey with { Channels = 3 };

    [Fact]
    public void An_image_is_classified_as_by_the_engine()
    {
        byte[][] images = [.. Enumerable.Range(0, 30).Select(i => Random(20 * 12, i))];
        RolloutNoise one = RolloutNoise.Draw(RandomKey.FromSeed(7).Fork("inference"), 0, 1, 3, PolicyMode.Mean);
        using CpuEngine engine = new(s_grey, new TrainingOptions(), Weights(s_grey), threads: 1);
        using AttentionClassifier classifier = new(Model(s_grey), new() { Seed = 7 });

        foreach (byte[] image in images)
        {
            ImageBatch batch = new(1, new(1, 12, 20)) { Count = 1 };
            image.CopyTo(batch.Image(0));
            RolloutBatch expected = engine.Forward(batch, one);
            Classification actual = classifier.Classify(image, 20, 12);
            Assert.Equal(expected.Locations, actual.Glimpses.SelectMany(glimpse => new[] { glimpse.X, glimpse.Y }));
            Assert.Equal(expected.Probabilities, actual.Glimpses.SelectMany(glimpse => glimpse.Probabilities));
            Assert.Equal(actual.Probabilities.Max(), actual.Probability);
            Assert.Equal(actual.Index.ToString(System.Globalization.CultureInfo.InvariantCulture), actual.Class);
            Assert.Equal(3 * 2 * 16, actual.ValuesRead);
        }
    }

    [Fact]
    public void A_batch_of_several_sizes_gives_the_bits_of_single_calls_in_its_order()
    {
        PixelImage[] images = [.. Enumerable.Range(0, 80).Select(i => i % 40 < 30 ? Image(20, 12, i) : Image(9, 17, i))];
        using AttentionClassifier classifier = new(Model(s_grey));

        IReadOnlyList<Classification> batch = classifier.Classify(images);

        Assert.Equal(images.Length, batch.Count);
        Assert.All(images.Zip(batch), pair => AssertSame(
            classifier.Classify(pair.First.Pixels.Span, pair.First.Width, pair.First.Height), pair.Second));
        Assert.Empty(classifier.Classify([]));
    }

    [Fact]
    public void Threads_share_one_classifier()
    {
        PixelImage image = Image(20, 12, 1);
        using AttentionClassifier classifier = new(Model(s_grey));
        Classification expected = classifier.Classify(image.Pixels.Span, 20, 12);

        Parallel.For(0, 200, _ => AssertSame(expected, classifier.Classify(image.Pixels.Span, 20, 12)));
    }

    [Fact]
    public void Colours_come_interleaved_or_planar()
    {
        byte[] interleaved = Random(20 * 12 * 3, 1);
        byte[] planar = [.. Enumerable.Range(0, 3).SelectMany(channel => interleaved.Where((_, i) => i % 3 == channel))];
        using AttentionClassifier classifier = new(Model(s_colour));

        AssertSame(classifier.Classify(interleaved, 20, 12, 3), classifier.Classify(planar, 20, 12, 3, PixelLayout.Planar));
        Assert.NotEqual(
            classifier.Classify(interleaved, 20, 12, 3).Probabilities, classifier.Classify(planar, 20, 12, 3).Probabilities);
    }

    [Theory]
    [InlineData(1, new byte[] { 10, 20 }, 3, new byte[] { 10, 20, 10, 20, 10, 20 })]
    // 0.299 red + 0.587 green + 0.114 blue.
    [InlineData(3, new byte[] { 255, 0, 0, 0, 0, 255 }, 1, new byte[] { 76, 29 })]
    [InlineData(3, new byte[] { 255, 255, 255, 0, 255, 0 }, 1, new byte[] { 255, 150 })]
    [InlineData(4, new byte[] { 200, 200, 200, 255, 200, 200, 200, 0 }, 1, new byte[] { 200, 0 })]
    [InlineData(4, new byte[] { 100, 200, 50, 51, 1, 2, 3, 255 }, 3, new byte[] { 20, 1, 40, 2, 10, 3 })]
    [InlineData(2, new byte[] { 1, 2, 3, 4 }, 2, new byte[] { 1, 3, 2, 4 })]
    public void Channels_are_converted_to_those_of_the_model(int given, byte[] pixels, int channels, byte[] frame)
    {
        PixelImage image = new(pixels, 2, 1, given);
        ImageSize size = PixelConversion.FrameSize(pixels, image, channels);
        byte[] written = new byte[size.Pixels];

        PixelConversion.Write(pixels, image, invert: false, size, written);
        Assert.Equal(frame, written);
        PixelConversion.Write(pixels, image, invert: true, size, written);
        Assert.Equal(frame.Select(value => (byte)(255 - value)), written);
    }

    [Theory]
    [InlineData(0, 12, 1, 0, "width", 0)]
    [InlineData(20, -1, 1, 0, "height", -1)]
    [InlineData(20, 12, 2, 480, "channels", 2)]
    [InlineData(20, 12, 1, 239, "pixels", 239)]
    [InlineData(20, 12, 3, 240, "pixels", 240)]
    [InlineData(int.MaxValue, int.MaxValue, 1, 1, "pixels", 1)]
    public void Numbers_that_do_not_fit_are_refused(int width, int height, int channels, int pixels, string key, int value)
    {
        using AttentionClassifier classifier = new(Model(s_grey));
        ErrorData error = Assert.Throws<OptionException>(() => classifier.Classify(new byte[pixels], width, height, channels)).Error;
        Assert.Equal((key, value), (error.Key, error.Value));
        error = Assert.Throws<OptionException>(() => classifier.Classify([new(new byte[pixels], width, height, channels)])).Error;
        Assert.Equal((key, value), (error.Key, error.Value));
    }

    [Fact]
    public void The_share_seen_counts_every_pixel_once()
    {
        // 4×4 pixels, 4×4 of which 2×4 are the same, 3×3 in the corner, of which 2×2 are inside, and none.
        PatchBox[] boxes = [new(5, 5, 4), new(7, 5, 4), new(18, 8, 3), new(-9, -9, 4)];
        Classification answer = new()
        {
            Class = "a",
            Index = 0,
            Size = new(1, 10, 20),
            Probability = 1,
            Probabilities = [1],
            Labels = [],
            ValuesRead = 0,
            Glimpses = [.. boxes.Select(box => new Glimpse(0, 0, box, [1]))],
        };
        Assert.Equal((16 + 8 + 4) / 200.0, answer.ShareSeen);
    }

    [Fact]
    public void A_model_with_a_stop_network_ends_by_its_price()
    {
        ModelOptions model = s_grey with { Stop = new() { Units = 4 } };
        // The stop action is always more probable than not.
        NamedTensor[] weights =
            [.. Weights(model).Select(weight => weight.Name == "stop.logit.bias" ? weight with { Values = [1000] } : weight)];
        ModelFile file = new(model, weights, new Dictionary<string, string>());
        PixelImage image = Image(20, 12, 1);

        using AttentionClassifier priced = new(file);
        using AttentionClassifier free = new(file, new() { Price = 0 });
        Assert.Single(priced.Classify(image.Pixels.Span, 20, 12).Glimpses);
        Assert.Equal(3, free.Classify(image.Pixels.Span, 20, 12).Glimpses.Count);
        foreach ((ModelFile refused, double price) in new[] { (file, 0.9), (Model(s_grey), 0.01) })
        {
            OptionException error = Assert.Throws<OptionException>(() => new AttentionClassifier(refused, new() { Price = price }));
            Assert.Equal(("price", price), (error.Error.Key, error.Error.Value));
        }
    }

    [Fact]
    public void Classes_may_have_names()
    {
        using AttentionClassifier classifier = new(Model(s_grey), classNames: ["a", "b", "c", "d", "e"]);
        Classification answer = classifier.Classify(Random(20 * 12, 1), 20, 12);
        Assert.Equal("abcde"[answer.Index].ToString(), answer.Class);
        using AttentionClassifier named = new(Stating("""["v","w","x","y","z"]"""));
        Assert.Equal("vwxyz"[answer.Index].ToString(), named.Classify(Random(20 * 12, 1), 20, 12).Class);
        foreach (string damaged in new[] { "[", "3", "[1,2,3,4,5]", """["v"]""", """["v","w","x","y",null]""" })
        {
            using AttentionClassifier numbered = new(Stating(damaged));
            Assert.Equal(["0", "1", "2", "3", "4"], numbered.ClassNames);
        }
        ErrorData error = Assert.Throws<OptionException>(() => new AttentionClassifier(Model(s_grey), classNames: ["a"])).Error;
        Assert.Equal(("classNames", 1), (error.Key, error.Value));

        static ModelFile Stating(string names) => Model(s_grey) with { Facts = new Dictionary<string, string> { ["class_names"] = names } };
    }

    [Fact]
    public async Task A_model_comes_from_a_file_a_folder_or_a_stream()
    {
        string folder = Directory.CreateTempSubdirectory("saccade-").FullName;
        try
        {
            string file = Path.Combine(folder, "model.safetensors");
            Model(s_grey).Write(file);
            using AttentionClassifier expected = new(Model(s_grey));
            using AttentionClassifier fromFile = AttentionClassifier.Load(file);
            using AttentionClassifier fromFolder = AttentionClassifier.Load(folder);
            using MemoryStream content = new(File.ReadAllBytes(file));
            using AttentionClassifier fromStream = await AttentionClassifier.LoadAsync(content);
            content.Position = 0;
            using AttentionClassifier again = AttentionClassifier.Load(content);
            using AttentionClassifier later = await AttentionClassifier.LoadAsync(file);
            PixelImage image = Image(20, 12, 1);
            Assert.All(
                [fromFile, fromFolder, fromStream, again, later],
                loaded => AssertSame(expected.Classify(image.Pixels.Span, 20, 12), loaded.Classify(image.Pixels.Span, 20, 12)));
            Assert.True(content.CanRead);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => AttentionClassifier.LoadAsync(content, cancellation: new CancellationToken(canceled: true)));
            Assert.Equal(
                ErrorKind.Damaged, Assert.Throws<SaccadeException>(() => AttentionClassifier.Load(new MemoryStream([1, 2, 3]))).Error.Kind);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void More_glimpses_than_a_core_bears_are_refused_with_their_number()
    {
        using AttentionClassifier classifier =
            AttentionClassifier.Load(Repository.Path("models/mnist-28.safetensors"), new() { Glimpses = 1000 });

        NumericalException refused = Assert.Throws<NumericalException>(() => classifier.Classify(Random(28 * 28, 1), 28, 28));

        Assert.Equal("take fewer glimpses: the model was trained with 7", refused.Error.Remedy);
    }

    [Fact]
    public void What_is_no_model_is_refused()
    {
        ErrorData unknown = Assert.Throws<SaccadeException>(() => AttentionClassifier.Load("nothing")).Error;
        Assert.Equal((ErrorKind.Unknown, "nothing"), (unknown.Kind, unknown.Value));
    }

    [Fact]
    public void A_sequence_is_read_from_the_last_glimpse_of_each_label_up_to_the_end_symbol()
    {
        ModelOptions options = s_grey with { Labels = 3, Glimpses = 6, Classes = 3 };
        string[] names = ["a", "b", "end"];
        byte[] image = Random(20 * 12, 1);
        HashSet<int> lengths = [];
        for (int seed = 0; seed < 40; seed++)
        {
            ModelFile model = Model(options) with { Weights = NetworkPlan.Create(options).InitialWeights(RandomKey.FromSeed(seed)) };
            using AttentionClassifier classifier = new(model, classNames: names);
            Classification answer = classifier.Classify(image, 20, 12);

            IReadOnlyList<float>[] slots = [.. new[] { 1, 3, 5 }.Select(t => answer.Glimpses[t].Probabilities)];
            int[] classes = [.. slots.Select(slot => slot.ToList().IndexOf(slot.Max()))];
            int[] read = LabelSequence.Read(classes, end: 2).ToArray();
            Assert.Equal(read, answer.Labels.Select(label => label.Index));
            Assert.Equal(string.Join(' ', read.Select(label => names[label])), answer.Class);
            Assert.Equal((-1, 0), (answer.Index, answer.Probabilities.Count));
            Assert.Equal(slots.Take(read.Length + 1).Aggregate(1f, (product, slot) => product * slot.Max()), answer.Probability);
            Assert.All(answer.Labels.Zip(slots), pair => Assert.Equal(pair.Second, pair.First.Probabilities));
            lengths.Add(read.Length);
        }
        Assert.Contains(0, lengths);
        Assert.Contains(3, lengths);
    }

    [Theory]
    [InlineData(ModelKind.FullyConnected)]
    [InlineData(ModelKind.Convolutional)]
    [InlineData(ModelKind.Cnn)]
    public void A_baseline_classifier_sees_the_whole_image_and_answers_as_in_the_engine(ModelKind kind)
    {
        ModelOptions model = new()
        {
            Kind = kind,
            Classes = 5,
            Classifier = new()
            {
                FrameWidth = 20,
                FrameHeight = 12,
                Units = 8,
                Convolution = new() { Filters = [4, 3], FilterSides = [3] },
            },
        };
        PixelImage[] images = [.. Enumerable.Range(0, 5).Select(i => Image(20, 12, i))];
        using CpuEngine engine = new(model, new TrainingOptions(), Weights(model), threads: 1);
        ImageBatch batch = new(5, new(1, 12, 20)) { Count = 5 };
        for (int i = 0; i < 5; i++)
        {
            images[i].Pixels.Span.CopyTo(batch.Image(i));
        }
        RolloutBatch expected = engine.Forward(batch, RolloutNoise.Draw(RandomKey.FromSeed(0), 0, 5, 1, PolicyMode.Mean));
        using AttentionClassifier classifier = new(Model(model));

        IReadOnlyList<Classification> answers = classifier.Classify(images);
        Assert.Equal(expected.Probabilities, answers.SelectMany(answer => answer.Probabilities));
        Assert.All(answers, answer => Assert.Equal((0, 1.0, 240L), (answer.Glimpses.Count, answer.ShareSeen, answer.ValuesRead)));
        if (kind != ModelKind.Cnn)
        {
            SaccadeException error = Assert.Throws<SaccadeException>(() => classifier.Classify(images[0].Pixels.Span, 12, 20));
            Assert.Equal((ErrorKind.Mismatch, "image size"), (error.Error.Kind, error.Error.Key));
        }
    }

    [Fact]
    public void A_cancelled_call_ends_with_the_exception_of_its_token()
    {
        using AttentionClassifier classifier = new(Model(s_grey));
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Equal(
            source.Token,
            Assert.ThrowsAny<OperationCanceledException>(() => classifier.Classify([Image(20, 12, 1)], source.Token)).CancellationToken);
    }

    [Fact]
    public void The_weights_are_freed_after_the_last_call()
    {
        byte[] image = Random(20 * 12, 1);
        for (int round = 0; round < 20; round++)
        {
            AttentionClassifier classifier = new(Model(s_grey));
            Classification expected = classifier.Classify(image, 20, 12);
            Parallel.For(0, 8, i =>
            {
                try
                {
                    if (i == 4)
                    {
                        classifier.Dispose();
                    }
                    AssertSame(expected, classifier.Classify(image, 20, 12));
                }
                catch (ObjectDisposedException)
                {
                }
            });
            classifier.Dispose();
            Assert.Throws<ObjectDisposedException>(() => classifier.Classify(image, 20, 12));
        }
    }

    private static void AssertSame(Classification expected, Classification actual)
    {
        Assert.Equal((expected.Index, expected.Size), (actual.Index, actual.Size));
        Assert.Equal(expected.Glimpses.Select(g => (g.X, g.Y)), actual.Glimpses.Select(g => (g.X, g.Y)));
        Assert.Equal(expected.Glimpses.SelectMany(g => g.Probabilities), actual.Glimpses.SelectMany(g => g.Probabilities));
    }

    private static PixelImage Image(int width, int height, int seed) => new(Random(width * height, seed), width, height);

    private static byte[] Random(int length, int seed)
    {
        byte[] pixels = new byte[length];
        RandomStream random = RandomKey.FromSeed(seed).Stream();
        foreach (ref byte pixel in pixels.AsSpan())
        {
            pixel = (byte)random.NextInt(256);
        }
        return pixels;
    }

    private static ModelFile Model(ModelOptions options) => new(options, Weights(options), new Dictionary<string, string>());

    private static IReadOnlyList<NamedTensor> Weights(ModelOptions options) =>
        NetworkPlan.Create(options).InitialWeights(RandomKey.FromSeed(3));
}
