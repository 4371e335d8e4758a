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
        byte[] png = Drawing.Encode(14, 11, (x, y) => new SKColor((byte)(17 * x), (byte)(17 * x), (byte)(17 * x)));
        byte[] pixels = [.. Enumerable.Range(0, 14 * 11).Select(i => (byte)(17 * (i % 14)))];

        Assert.Equal(classifier.Classify(pixels, 14, 11).Probabilities, classifier.ClassifyPicture(png).Probabilities);
        Assert.Equal(28, classifier.ClassifyPicture(png, new() { ShortSide = 22 }).Size.Width);
        Assert.Throws<SaccadeException>(() => classifier.ClassifyPicture([1, 2, 3]));
    }
}
