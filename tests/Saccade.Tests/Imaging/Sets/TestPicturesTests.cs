using Saccade.Errors;
using Saccade.Imaging.Caching;
using Saccade.Imaging.Sets;
using Saccade.Tests.Data;

namespace Saccade.Tests.Imaging.Sets;

public sealed class TestPicturesTests : IDisposable
{
    private static readonly string[] s_known = ["plum", "pear", "apple"];

    private readonly ScratchFolder _folder = new(), _cache = new();

    public void Dispose()
    {
        _folder.Dispose();
        _cache.Dispose();
    }

    [Fact]
    public void All_pictures_are_taken_where_no_split_test_is_stated_and_numbered_as_the_models_classes()
    {
        Draw("apple", 6);
        Draw("pear", 5);

        using TestPictures pictures = Open();
        using TestPictures inverted = Open(invert: true);

        Assert.Equal((11, 5, 6), (pictures.Labels.Count, Count(pictures, 1), Count(pictures, 2)));
        Assert.Equal(new(3, 10, 15), pictures.Size);
        Assert.Equal(
            Enumerable.Range(0, 11).Select(i => (byte)(pictures.Labels[i] == 2 ? 100 : 50)),
            Enumerable.Range(0, 11).Select(i => Pixels(pictures, i)[0]));
        Assert.Equal(155, Pixels(inverted, pictures.Labels.ToArray().IndexOf(2))[0]);
    }

    [Fact]
    public void The_split_test_is_taken_alone_whatever_classes_others_have()
    {
        Draw("train/quince", 4);
        Draw("train/pear", 4);
        Draw("test/pear", 2);

        using TestPictures pictures = Open();

        Assert.Equal([1, 1], pictures.Labels.ToArray());
        Assert.Equal(2, pictures.Inventory.Counts.Sum(ofClass => ofClass.Sum()));
    }

    [Fact]
    public void Closed_pictures_can_be_removed_from_the_cache()
    {
        Draw("pear", 1);
        TestPictures pictures = Open();
        PictureCache small = new(_cache.Path, mostBytes: 1);

        small.RemoveOldest(room: 0, "other.pack");
        Assert.Contains(_cache.Names, IsPack);
        pictures.Dispose();
        small.RemoveOldest(room: 0, "other.pack");
        Assert.DoesNotContain(_cache.Names, IsPack);

        static bool IsPack(string name) => name.EndsWith(".pack", StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_that_the_model_does_not_know_is_refused()
    {
        Draw("apple", 1);
        Draw("quince", 1);

        ErrorData error = Assert.Throws<SaccadeException>(() => Open()).Error;

        Assert.Equal(
            (ErrorKind.Mismatch, _folder.Path, "the model does not know its classes quince"), (error.Kind, error.Path, error.Detail));

        for (int i = 0; i < 9; i++)
        {
            Draw($"other {i}", 1);
        }
        Assert.EndsWith(
            "classes other 0, other 1, other 2, other 3, other 4 …", Assert.Throws<SaccadeException>(() => Open()).Error.Detail);
    }

    private TestPictures Open(bool invert = false) =>
        TestPictures.Open(_folder.Path, s_known, new() { ShortSide = 10 }, invert, new(_cache.Path));

    private static int Count(TestPictures pictures, int label) => pictures.Labels.ToArray().Count(of => of == label);

    private static byte[] Pixels(TestPictures pictures, int index)
    {
        byte[] pixels = new byte[pictures.SizeOf(0, index).Pixels];
        pictures.Read(0, index, pixels);
        return pixels;
    }

    /// <summary>Pictures of a class, of different contents; the first pixels are those of the class.</summary>
    private void Draw(string folder, int count)
    {
        Directory.CreateDirectory(_folder[folder]);
        byte gray = (byte)(folder.EndsWith("apple", StringComparison.Ordinal) ? 100 : 50);
        for (int i = 0; i < count; i++)
        {
            _folder.Write($"{folder}/{i}.png", Drawing.Encode(
                30, 20, (x, _) => x < 20 ? new(gray, gray, gray) : new((byte)(10 * i), (byte)folder.Length, 0)));
        }
    }
}
