using Saccade.Data;
using Saccade.Data.Synthetic;
using Saccade.Images;
using Saccade.Tasks;

namespace Saccade.Web.Tests.Api;

/// <summary>Images to look at.</summary>
internal static class TestImages
{
    private static readonly Lazy<ImageSet> Digits = new(() =>
        ImageSet.Read(DigitImages.ForTest(new() { Digits = DigitSource.Drawn, TestDigits = 200 }, null), 200));

    public const int DigitSide = DrawnDigits.Side;

    public static byte[] Digit(int index) => Digits.Value.Image(index).ToArray();

    public static int Label(int index) => Digits.Value.Labels[index];

    /// <summary>A batch of one image.</summary>
    public static ImageBatch Batch(byte[] pixels, int width, int height)
    {
        ImageBatch batch = new(1, new ImageSize(1, height, width)) { Count = 1 };
        pixels.CopyTo(batch.Pixels);
        return batch;
    }
}
