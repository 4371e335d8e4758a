using Saccade.Errors;
using Saccade.Imaging.Inference;
using Saccade.Inference;
using Saccade.Tests.Experiments.Export;
using Saccade.Tests.Reference;
using SkiaSharp;

namespace Saccade.Tests.Imaging.Inference;

public sealed class PictureClassificationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_picture_is_classified_as_its_pixels(int channels)
    {
        using AttentionClassifier classifier = new(ExportedModels.Create(Synthetic.Tiny with { Channels = channels }));
        byte[] grey = [.. Enumerable.Range(0, 14 * 11).Select(i => (byte)(17 * (i % 14)))];
        byte[] colours = [.. Enumerable.Range(0, 14 * 11).SelectMany(i => (byte[])[(byte)(17 * (i % 14)), (byte)(23 * (i / 14)), (byte)i])];
        byte[] png = Drawing.Encode(14, 11, (x, y) => new SKColor((byte)(17 * x), (byte)(17 * x), (byte)(17 * x)));
        byte[] colourPng = Drawing.Encode(14, 11, (x, y) => new SKColor((byte)(17 * x), (byte)(23 * y), (byte)(14 * y + x)));

        Assert.Equal(classifier.Classify(grey, 14, 11).Probabilities, classifier.ClassifyPicture(png).Probabilities);
        Assert.Equal(classifier.Classify(colours, 14, 11, channels: 3).Probabilities, classifier.ClassifyPicture(colourPng).Probabilities);
        Assert.Equal(28, classifier.ClassifyPicture(png, new() { ShortSide = 22 }).Size.Width);
        Assert.Throws<SaccadeException>(() => classifier.ClassifyPicture([1, 2, 3]));
    }

    [Fact]
    public async Task Pictures_of_a_list_and_of_a_stream_are_classified_as_each_alone_and_a_call_can_be_cancelled()
    {
        using AttentionClassifier classifier = new(ExportedModels.Create(Synthetic.Tiny));
        byte[][] pictures = [.. Enumerable.Range(0, 30).Select(i => Drawing.Encode(
            10 + i, 12, (x, y) => new SKColor((byte)(7 * x + i), (byte)(5 * y), (byte)(3 * i))))];
        using CancellationTokenSource stopped = new();
        stopped.Cancel();

        IReadOnlyList<Classification> answers = classifier.ClassifyPictures(pictures);
        using MemoryStream stream = new(pictures[7]);
        Classification ofStream = await classifier.ClassifyPictureAsync(stream);

        Assert.Equal(
            pictures.Select(picture => string.Join(' ', classifier.ClassifyPicture(picture).Probabilities)),
            answers.Select(answer => string.Join(' ', answer.Probabilities)));
        Assert.Equal(answers[7].Probabilities, ofStream.Probabilities);
        Assert.Throws<OperationCanceledException>(() => classifier.ClassifyPictures(pictures, cancellation: stopped.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => classifier.ClassifyPictureAsync(stream, cancellation: stopped.Token));
        Assert.Throws<SaccadeException>(() => classifier.ClassifyPictures([pictures[0], [1, 2, 3]]));
    }
}
