using System.Collections.Concurrent;
using Saccade.Errors;
using Saccade.Imaging.Caching;
using Saccade.Imaging.Decoding;
using Saccade.Imaging.Folders;
using Saccade.IO;
using Saccade.Tests.Data;

namespace Saccade.Tests.Imaging.Caching;

public sealed class PictureCacheTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_pack_with_most_of_the_pictures_gives_them_whichever_is_the_newest()
    {
        PictureCache cache = new(_folder.Path);
        Open(cache, Pictures(1, 2, 3), []).Dispose();
        Open(cache, Pictures(8), []).Dispose();
        Dictionary<ContentHash, IPictureContent> pictures = Pictures(1, 2, 3, 4);
        foreach (ContentHash known in Pictures(1, 2, 3).Keys)
        {
            pictures[known] = new Content(null);
        }
        ConcurrentDictionary<ContentHash, string> lost = [];

        using Pack pack = Open(cache, pictures, lost);

        Assert.Empty(lost);
        Assert.Equal(4, pack.Count);
    }

    [Fact]
    public void A_picture_that_can_no_longer_be_read_is_left_out_until_it_can()
    {
        PictureCache cache = new(_folder.Path);
        Dictionary<ContentHash, IPictureContent> pictures = Pictures(1, 2), sound = Pictures(1, 2);
        ContentHash gone = Pictures(2).Keys.Single();
        pictures[gone] = new Content(null);
        ConcurrentDictionary<ContentHash, string> lost = [];

        using (Pack pack = Open(cache, pictures, lost))
        {
            Assert.Null(pack.Find(gone));
        }
        Assert.Equal([(gone, "the cable is out")], lost.Select(pair => (pair.Key, pair.Value)));
        using Pack whole = Open(cache, sound, []);
        Assert.Equal(2, whole.Count);
    }

    [Theory]
    [InlineData(null, 20L << 30)]
    [InlineData("", 20L << 30)]
    [InlineData("3", 3L << 30)]
    public void The_environment_bounds_the_folder(string? value, long bytes) =>
        Assert.Equal(bytes, PictureCache.BytesOf(name => name == "SACCADE_CACHE_SIZE" ? value : null));

    [Theory]
    [InlineData("0")]
    [InlineData("2 GiB")]
    [InlineData("1048577")]
    public void Another_bound_is_refused(string value) =>
        Assert.Equal("SACCADE_CACHE_SIZE", Assert.Throws<OptionException>(() => PictureCache.BytesOf(_ => value)).Error.Key);

    private static Pack Open(
        PictureCache cache, Dictionary<ContentHash, IPictureContent> pictures, ConcurrentDictionary<ContentHash, string> lost) =>
        cache.Open(pictures, new DecodingOptions { Channels = 1 }, lost);

    private static Dictionary<ContentHash, IPictureContent> Pictures(params byte[] grays) =>
        grays.Select(gray => Drawing.Gray(3, 2, gray))
            .ToDictionary(bytes => ContentHash.Of(bytes), bytes => (IPictureContent)new Content(bytes));

    private sealed class Content(byte[]? bytes) : IPictureContent
    {
        public FileStamp Stamp => new("a", DateTime.MinValue);

        public byte[] Read() => bytes ?? throw new SaccadeException(new(ErrorKind.Unreadable, Detail: "the cable is out"));
    }
}
