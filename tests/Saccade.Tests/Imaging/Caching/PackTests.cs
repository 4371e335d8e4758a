using Saccade.Errors;
using Saccade.Imaging.Caching;
using Saccade.Tests.Data;

namespace Saccade.Tests.Imaging.Caching;

public sealed class PackTests : IDisposable
{
    private static readonly ContentHash s_first = ContentHash.Of([1]), s_second = ContentHash.Of([2]), s_bad = ContentHash.Of([3]);
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_pack_has_the_pixels_of_each_picture_and_the_reasons_of_others()
    {
        Write();
        using Pack pack = Pack.Open(_folder["a.pack"]);

        Assert.Equal(3, pack.Count);
        Assert.Equal([1, 2, 3, 4, 5, 6], Pixels(pack, s_first));
        Assert.Equal([7, 8], Pixels(pack, s_second));
        Assert.Equal(new(1, 1, 2), pack.Find(s_second)!.Value.Size);
        Assert.Equal("it is not a picture", pack.Find(s_bad)!.Value.Reason);
        Assert.Null(pack.Find(ContentHash.Of([4])));
    }

    [Fact]
    public void What_is_not_committed_leaves_no_file()
    {
        using (PackWriter writer = new(_folder["a.pack"], 1000, _ => { }))
        {
            writer.Add(s_first, new(1, 1, 2), [1, 2]);
        }

        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void A_pack_that_grows_too_large_is_refused()
    {
        using PackWriter writer = new(_folder["a.pack"], 20, _ => { });

        ErrorData error = Assert.Throws<SaccadeException>(() => writer.Add(s_first, new(1, 1, 5), [1, 2, 3, 4, 5])).Error;

        Assert.Equal(ErrorKind.OutOfRange, error.Kind);
    }

    [Fact]
    public void Every_truncated_and_every_mutated_pack_is_read_within_its_bounds_or_refused()
    {
        Write();
        byte[] sound = File.ReadAllBytes(_folder["a.pack"]);
        System.Random random = new(1);
        for (int trial = 0; trial < 2 * sound.Length; trial++)
        {
            byte[] content = trial < sound.Length ? sound[..trial] : [.. sound];
            if (trial >= sound.Length)
            {
                content[trial - sound.Length] ^= (byte)random.Next(1, 256);
            }
            _folder.Write("a.pack", content);
            try
            {
                using Pack pack = Pack.Open(_folder["a.pack"]);
                _ = Pixels(pack, s_first);
            }
            catch (SaccadeException e)
            {
                Assert.Equal(ErrorKind.Damaged, e.Error.Kind);
            }
        }
    }

    private void Write()
    {
        using PackWriter writer = new(_folder["a.pack"], 1000, _ => { });
        writer.Add(s_first, new(3, 2, 1), [1, 2, 3, 4, 5, 6]);
        writer.Add(s_bad, "it is not a picture");
        writer.Add(s_second, new(1, 1, 2), [7, 8]);
        writer.Commit();
    }

    private static byte[] Pixels(Pack pack, ContentHash hash)
    {
        PackEntry entry = pack.Find(hash)!.Value;
        byte[] pixels = new byte[entry.Size.Pixels];
        pack.Read(entry, pixels);
        return pixels;
    }
}
