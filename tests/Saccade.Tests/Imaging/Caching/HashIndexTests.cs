using Saccade.Imaging.Caching;
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
        ContentHash hash = index.Find("a", () => [1, 2]);
        Assert.True(index.Changed);
        index.Write(_folder["a.hashes"]);

        HashIndex again = HashIndex.Read(_folder["a.hashes"]);

        Assert.Equal(hash, again.Find("a", () => throw new InvalidOperationException("It is known.")));
        Assert.False(again.Changed);
        Assert.Equal(ContentHash.Of([3]), again.Find("b", () => [3]));
    }

    [Fact]
    public void A_damaged_file_has_no_hashes()
    {
        HashIndex index = HashIndex.Read(_folder["a.hashes"]);
        _ = index.Find("a", () => [1, 2]);
        index.Write(_folder["a.hashes"]);
        byte[] content = File.ReadAllBytes(_folder["a.hashes"]);
        content[40] ^= 1;
        _folder.Write("a.hashes", content);

        Assert.Equal(ContentHash.Of([7]), HashIndex.Read(_folder["a.hashes"]).Find("a", () => [7]));
    }
}
