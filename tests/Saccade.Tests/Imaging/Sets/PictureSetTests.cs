using Saccade.Errors;
using Saccade.Images;
using Saccade.Imaging.Caching;
using Saccade.Imaging.Decoding;
using Saccade.Imaging.Folders;
using Saccade.Imaging.Sets;
using Saccade.Tasks;
using Saccade.Tests.Data;

namespace Saccade.Tests.Imaging.Sets;

public sealed class PictureSetTests : IDisposable
{
    private readonly ScratchFolder _folder = new(), _cache = new();

    public void Dispose()
    {
        _folder.Dispose();
        _cache.Dispose();
    }

    [Fact]
    public void Each_picture_has_its_size_and_its_pixels()
    {
        Draw("train/a/1.png", 8, 6, 10);
        Draw("train/b/2.png", 5, 9, 20);
        Draw("val/a/3.png", 4, 4, 30);
        Draw("test/b/4.png", 7, 3, 40);

        using PictureSet set = Open();

        Assert.Equal(["a", "b"], set.ClassNames);
        Assert.Equal(new(1, 9, 8), set.Size);
        PackedImages train = set.Images(Split.Train)!;
        Assert.Equal(new(1, 9, 8), train.Size);
        Assert.Equal([(0, new ImageSize(1, 6, 8), 10), (1, new ImageSize(1, 9, 5), 20)], All(train).Order());
        Assert.Equal([(1, new ImageSize(1, 3, 7), 40)], All(set.Images(Split.Test)!));
        Assert.Equal((2, 1, 1), (set.Inventory.Count(Split.Train), set.Inventory.Count(Split.Validation), set.Inventory.Count(Split.Test)));
    }

    [Fact]
    public void Added_files_move_none_to_another_split()
    {
        for (int i = 0; i < 60; i++)
        {
            Draw($"a/{i}.png", 3, 2, (byte)i);
        }
        Draw("b/x.png", 3, 2, 200);
        Dictionary<string, Split> before = Splits();
        for (int i = 60; i < 90; i++)
        {
            Draw($"a/0-{i}.png", 3, 2, (byte)i);
        }
        Dictionary<string, Split> after = Splits();

        Assert.All(before, pair => Assert.Equal(pair.Value, after[pair.Key]));
        Assert.Equal(91, after.Count);
        Assert.All(Enum.GetValues<Split>(), split => Assert.Contains(split, after.Values));
        Assert.InRange(after.Values.Count(split => split == Split.Train), 48, 80);
    }

    [Fact]
    public void Training_pictures_become_validation_pictures_where_there_are_none()
    {
        for (int i = 0; i < 60; i++)
        {
            Draw($"train/{(i % 2 == 0 ? "a" : "b")}/{i}.png", 3, 2, (byte)i);
        }
        using PictureSet set = Open();

        Assert.InRange(set.Inventory.Count(Split.Validation), 2, 20);
        Assert.Equal(60, set.Inventory.Count(Split.Train) + set.Inventory.Count(Split.Validation));
        Assert.Null(set.Images(Split.Test));
    }

    [Fact]
    public void What_cannot_be_read_is_listed_and_a_picture_in_two_splits_is_reported()
    {
        Draw("train/a/1.png", 3, 2, 1);
        Draw("train/b/2.png", 3, 2, 2);
        Draw("val/a/also-1.png", 3, 2, 1);
        Write("train/b/text.jpg", "no picture");
        Write("train/b/empty.png", "");
        File.CreateSymbolicLink(_folder["train/b/to-itself.png"], "to-itself.png");

        using PictureSet set = Open();

        Assert.Equal(
            [("train/b/empty.png", "the file is empty"), ("train/b/text.jpg", "it is not a picture")],
            set.Inventory.Unreadable.Take(2).Select(picture => (picture.Name.Replace('\\', '/'), picture.Reason)));
        Assert.Equal("to-itself.png", Path.GetFileName(Assert.Single(set.Inventory.Unreadable.Skip(2)).Name));
        SharedPicture shared = Assert.Single(set.Inventory.Shared);
        Assert.Equal((Split.Validation, Split.Train), (shared.Split, shared.OtherSplit));
        Assert.Equal(2, set.Inventory.Count(Split.Train));
    }

    [Fact]
    public void A_set_without_a_readable_picture_is_refused()
    {
        Write("a/1.png", "x");

        Assert.Equal(ErrorKind.Unreadable, Assert.Throws<SaccadeException>(() => Open()).Error.Kind);
    }

    [Fact]
    public void The_second_time_nothing_is_decoded()
    {
        Draw("a/1.png", 3, 2, 1);
        Draw("b/2.png", 3, 2, 2);
        Open().Dispose();
        Recorder recorder = new();

        using PictureSet set = Open(recorder);

        Assert.DoesNotContain(recorder.Reports, report => report.Decoding);
        Assert.Equal(2, _cache.Names.Length);
    }

    [Fact]
    public void A_copy_of_the_folder_elsewhere_has_the_same_pack_and_another_scale_another_one()
    {
        Draw("one/a/1.png", 3, 2, 1);
        Draw("two/a/1.png", 3, 2, 1);
        PictureSet.Open(_folder["one"], new(), new(_cache.Path)).Dispose();
        PictureSet.Open(_folder["two"], new(), new(_cache.Path)).Dispose();
        Assert.Single(Packs());

        PictureSet.Open(_folder["two"], new() { ShortSide = 5 }, new(_cache.Path)).Dispose();

        Assert.Equal(2, Packs().Length);
    }

    [Fact]
    public void Killed_writers_leave_nothing_and_a_damaged_pack_is_made_anew()
    {
        Draw("a/1.png", 3, 2, 1);
        Draw("b/2.png", 3, 2, 2);
        Open().Dispose();
        string pack = Packs().Single();
        byte[] content = File.ReadAllBytes(pack);
        // A process with a number that no process has, killed half way.
        File.WriteAllBytes(_cache[$".{Path.GetFileName(pack)}.{int.MaxValue}-abcdefgh-1.tmp"], content[..30]);
        File.WriteAllBytes(pack, content[..30]);

        using PictureSet set = Open();

        Assert.Equal(2, set.Images(Split.Train)?.Labels.Count + (set.Images(Split.Validation)?.Labels.Count ?? 0)
            + (set.Images(Split.Test)?.Labels.Count ?? 0));
        // Pictures stand in a pack in the order in which threads decoded them.
        Assert.Equal(content.Length, new FileInfo(pack).Length);
        Assert.Equal(2, _cache.Names.Length);
    }

    [Fact]
    public async Task Two_builders_of_one_pack_both_succeed()
    {
        for (int i = 0; i < 20; i++)
        {
            Draw($"{i % 2}/{i}.png", 3, 2, (byte)i);
        }
        PictureSet[] sets = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Open())));

        Assert.All(sets, set => Assert.Equal(20, Enum.GetValues<Split>().Sum(split => set.Inventory.Count(split))));
        Assert.Single(Packs());
        foreach (PictureSet set in sets)
        {
            set.Dispose();
        }
    }

    [Fact]
    public void The_pack_used_longest_ago_is_removed_unless_it_is_open()
    {
        // Each pack has 1 KiB of pixels and an index; two fit.
        PictureCache cache = new(_cache.Path, 3000);
        foreach (string name in new[] { "one", "two", "three" })
        {
            Draw($"{name}/a/1.png", 32, 32, (byte)name.Length);
        }
        Draw("one/a/1.png", 32, 32, 1);
        using PictureSet one = PictureSet.Open(_folder["one"], new() { Channels = 1 }, cache);
        string open = Packs().Single();
        PictureSet.Open(_folder["two"], new() { Channels = 1 }, cache).Dispose();
        string closed = Packs().Single(pack => pack != open);
        File.SetLastWriteTimeUtc(open, DateTime.UtcNow.AddHours(-2));
        File.SetLastWriteTimeUtc(closed, DateTime.UtcNow.AddHours(-1));

        PictureSet.Open(_folder["three"], new() { Channels = 1 }, cache).Dispose();

        Assert.Contains(open, Packs());
        Assert.DoesNotContain(closed, Packs());
        Assert.Equal(1, All(one.Images(Split.Train) ?? one.Images(Split.Validation) ?? one.Images(Split.Test)!).Single().Item3);
    }

    [Fact]
    public void Strips_are_passed_over_with_their_reason()
    {
        Draw("train/a/1.png", 20, 1, 1);
        Draw("train/a/2.png", 21, 1, 2);
        Draw("train/b/3.png", 1, 200, 3);

        using PictureSet set = Open();

        Assert.Equal(new(1, 1, 20), set.Size);
        Assert.Equal(
            "it is a strip of 1×200 pixels, one side more than 20 times as long as the other",
            set.Inventory.Unreadable.Single(picture => picture.Name.EndsWith("3.png")).Reason);
        Assert.Equal(2, set.Inventory.Unreadable.Count);
    }

    [Fact]
    public void A_content_with_two_labels_is_reported_and_so_are_pictures_without_a_class()
    {
        Draw("a/1.png", 3, 2, 1);
        Draw("b/2.png", 3, 2, 1);
        Draw("a/3.png", 3, 2, 3);
        Draw("4.png", 3, 2, 4);

        using PictureSet set = Open();

        ConflictingLabels picture = Assert.Single(set.Inventory.Conflicting);
        Assert.Equal(("b", "a"), (picture.Label, picture.OtherLabel));
        Assert.Equal(1, set.Inventory.WithoutClass);
    }

    [Fact]
    public void The_fingerprint_is_that_of_contents_labels_and_splits_and_not_of_names()
    {
        Draw("train/a/1.png", 3, 2, 1);
        Draw("train/b/2.png", 3, 2, 2);
        string first = Fingerprint();
        Directory.Move(_folder["train/b"], _folder["other"]);
        Draw("train/b/renamed.png", 3, 2, 2);
        Directory.Delete(_folder["other"], recursive: true);
        Assert.Equal(first, Fingerprint());

        Draw("train/b/renamed.png", 3, 2, 3);
        string content = Fingerprint();
        Directory.Move(_folder["train/b"], _folder["train/c"]);
        string label = Fingerprint();
        Draw("val/a/4.png", 3, 2, 4);
        string validation = Fingerprint();
        Directory.Move(_folder["train/c"], _folder["val/c"]);
        Assert.Equal(5, new[] { first, content, label, validation, Fingerprint() }.Distinct().Count());
    }

    [Fact]
    public void A_file_that_disappears_before_it_is_decoded_is_passed_over_and_found_again()
    {
        Draw("train/a/1.png", 3, 2, 1);
        Draw("train/b/2.png", 3, 2, 2);
        byte[] content = File.ReadAllBytes(_folder["train/b/2.png"]);
        Hook hook = new(progress =>
        {
            if (!progress.Decoding && progress.Done == progress.Total)
            {
                File.Delete(_folder["train/b/2.png"]);
            }
        });
        using (PictureSet set = Open(hook))
        {
            UnreadablePicture lost = Assert.Single(set.Inventory.Unreadable);
            Assert.Equal(("2.png", "there is no such file"), (Path.GetFileName(lost.Name), lost.Reason));
        }
        _folder.Write("train/b/2.png", content);

        using PictureSet again = Open();

        Assert.Empty(again.Inventory.Unreadable);
        Assert.Equal(2, again.Inventory.Count(Split.Train) + again.Inventory.Count(Split.Validation));
    }

    [Fact]
    public void Old_packs_make_room_while_a_new_one_is_written()
    {
        for (int i = 0; i < 2; i++)
        {
            Draw($"one/a/{i}.png", 32, 32, (byte)i);
            Draw($"two/a/{i}.png", 32, 32, (byte)(10 + i));
        }
        PictureCache cache = new(_cache.Path, 3500);
        DecodingOptions gray = new() { Channels = 1 };
        PictureSet.Open(_folder["one"], gray, cache).Dispose();
        string old = Packs().Single();
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-1));
        long most = 0;
        Hook hook = new(_ => most = Math.Max(most, new DirectoryInfo(_cache.Path).GetFiles().Sum(file => file.Exists ? file.Length : 0)));

        PictureSet.Open(_folder["two"], gray, cache, hook).Dispose();

        Assert.DoesNotContain(old, Packs());
        Assert.InRange(most, 1, 3500);
        PictureSet.Open(_folder["one"], gray, new(_cache.Path, 10_000)).Dispose();
        Assert.Equal(2, Packs().Length);
        // What is only read makes no room.
        PictureSet.Open(_folder["one"], gray, cache).Dispose();
        Assert.Equal(2, Packs().Length);
    }

    [Fact]
    public void A_changed_file_is_read_again()
    {
        Draw("a/1.png", 3, 2, 1);
        Open().Dispose();
        Draw("a/1.png", 4, 2, 1);

        using PictureSet set = Open();

        Assert.Equal(4, set.Size.Width);
    }

    private Dictionary<string, Split> Splits()
    {
        using PictureSet set = Open();
        return Enum.GetValues<Split>().Where(split => set.Images(split) is not null).SelectMany(split =>
            Enumerable.Range(0, set.Images(split)!.Labels.Count).Select(i => (set.Images(split)!.NameOf(i), split)))
            .ToDictionary(pair => pair.Item1, pair => pair.split);
    }

    private static IEnumerable<(int Label, ImageSize Size, int)> All(PackedImages images) =>
        Enumerable.Range(0, images.Labels.Count).Select(i =>
        {
            byte[] pixels = new byte[images.SizeOf(0, i).Pixels];
            images.Read(0, i, pixels);
            Assert.Single(pixels.Distinct());
            return (images.Labels[i], images.SizeOf(0, i), (int)pixels[0]);
        });

    private string[] Packs() => Directory.GetFiles(_cache.Path, "*.pack");

    private PictureSet Open(IProgress<PictureProgress>? progress = null) =>
        PictureSet.Open(_folder.Path, new DecodingOptions { Channels = 1 }, new(_cache.Path), progress);

    private void Draw(string name, int width, int height, byte gray)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        _folder.Write(name, Drawing.Gray(width, height, gray));
    }

    private void Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], content);
    }

    private string Fingerprint()
    {
        using PictureSet set = Open();
        return set.Inventory.Fingerprint;
    }

    private sealed class Hook(Action<PictureProgress> action) : IProgress<PictureProgress>
    {
        public void Report(PictureProgress value)
        {
            lock (action)
            {
                action(value);
            }
        }
    }

    private sealed class Recorder : IProgress<PictureProgress>
    {
        public List<PictureProgress> Reports { get; } = [];

        public void Report(PictureProgress value)
        {
            lock (Reports)
            {
                Reports.Add(value);
            }
        }
    }
}
