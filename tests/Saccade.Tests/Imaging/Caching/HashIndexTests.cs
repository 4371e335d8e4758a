using Saccade.Imaging.Caching;
using Saccade.IO;
using Saccade.Tests.Data;

namespace Saccade.Tests.Imaging.Caching;

public sealed class HashIndexTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_known_stamp_is_not_read_again()
    {
        HashIndex index = HashIndex.Read(_folder["a.hashes"]);
        ContentHash hash = index.Find(Stamp("a"), () => [1, 2]);
        Assert.True(index.Changed);
        index.Write(_folder["a.hashes"]);

        HashIndex again = HashIndex.Read(_folder["a.hashes"]);

        Assert.Equal(hash, again.Find(Stamp("a"), () => throw new InvalidOperationException("It is known.")));
        Assert.False(again.Changed);
        Assert.Equal(ContentHash.Of([3]), again.Find(Stamp("b"), () => [3]));
    }

    [Fact]
    public void A_damaged_file_has_no_hashes()
    {
        HashIndex index = HashIndex.Read(_folder["a.hashes"]);
        _ = index.Find(Stamp("a"), () => [1, 2]);
        index.Write(_folder["a.hashes"]);
        byte[] content = File.ReadAllBytes(_folder["a.hashes"]);
        content[40] ^= 1;
        _folder.Write("a.hashes", content);

        Assert.Equal(ContentHash.Of([7]), HashIndex.Read(_folder["a.hashes"]).Find(Stamp("a"), () => [7]));
    }

    [Fact]
    public void What_changed_just_before_it_was_read_and_what_is_forgotten_is_read_again()
    {
        HashIndex index = HashIndex.Read(_folder["a.hashes"]);
        FileStamp fresh = new("fresh", DateTime.UtcNow.AddHours(1));
        _ = index.Find(fresh, () => [1]);
        _ = index.Find(Stamp("a"), () => [2]);
        _ = index.Find(Stamp("b"), () => [3]);
        index.Forget(Stamp("b"));
        index.Write(_folder["a.hashes"]);

        HashIndex again = HashIndex.Read(_folder["a.hashes"]);

        Assert.Equal(
            [ContentHash.Of([5]), ContentHash.Of([2]), ContentHash.Of([5])],
            new[] { fresh, Stamp("a"), Stamp("b") }.Select(stamp => again.Find(stamp, () => [5])));
    }

    private static FileStamp Stamp(string text) => new(text, DateTime.MinValue);
}
