using Saccade.Data;
using Saccade.Data.Formats;
using Saccade.Images;
using Saccade.Web.Rollouts;
using Saccade.Web.Tests.Api;

namespace Saccade.Web.Tests.Rollouts;

public sealed class SampleDigitsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Drawn_digits_replace_MNIST_where_it_is_missing()
    {
        Samples samples = new SampleDigits(_folder.Path)
            .For(new() { Digits = DigitSource.Mnist, FrameWidth = 60, ClutterPatches = 4 }, trusted: true);

        Assert.Equal("drawn", samples.Source);
        Assert.Equal(TestImages.Digit(2), samples.Digits.Image(2).ToArray());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Drawn_digits_replace_damaged_files()
    {
        foreach (string name in new[] { "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz" })
        {
            File.WriteAllText(_folder[name], "no digits");
        }
        Assert.Equal("drawn", new SampleDigits(_folder.Path).For(new() { Digits = DigitSource.Mnist }, trusted: true).Source);
        Assert.Equal("drawn", new SampleDigits(null)
            .For(new() { Digits = DigitSource.Idx, TestImages = _folder["gone"], TestLabels = _folder["gone"] }, trusted: true).Source);
    }

    [Fact]
    public void MNIST_is_read_where_it_is_available()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("SACCADE_DATA") is { Length: > 0 }, "SACCADE_DATA names no folder with MNIST.");
        Samples samples = new SampleDigits(null).For(new() { Digits = DigitSource.Mnist }, trusted: true);

        Assert.Equal(("mnist", 10_000), (samples.Source, samples.Digits.Count));
    }

    [Fact]
    public void Files_of_the_recipe_are_read()
    {
        IdxFile.WriteImages(_folder["images"], new ImageSet(new byte[2 * 15], new byte[2], new ImageSize(1, 3, 5)));
        IdxFile.WriteLabels(_folder["labels"], new Labels(new byte[] { 4, 2 }));

        Samples samples = new SampleDigits(null)
            .For(new() { Digits = DigitSource.Idx, TestImages = _folder["images"], TestLabels = _folder["labels"] }, trusted: true);

        Assert.Equal("idx", samples.Source);
        Assert.Equal([4, 2], samples.Digits.Labels.ToArray());
        // Whoever made a model file would choose what is opened here.
        Assert.Equal("drawn", new SampleDigits(null).For(
            new() { Digits = DigitSource.Idx, TestImages = _folder["images"], TestLabels = _folder["labels"] }, trusted: false).Source);
    }
}
