using Saccade.Errors;
using Saccade.IO;
using Saccade.Tests.Data;

namespace Saccade.Tests.IO;

public sealed class AtomicFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Content_replaces_what_was_there_and_leaves_nothing_else()
    {
        AtomicFile.WriteText(_folder["a.txt"], "a long old text");
        AtomicFile.WriteText(_folder["a.txt"], "néw");
        Assert.Equal([(byte)'n', 0xC3, 0xA9, (byte)'w'], File.ReadAllBytes(_folder["a.txt"]));
        AtomicFile.WriteBytes(_folder["b"], new byte[] { 1, 2 });
        Assert.Equal([1, 2], File.ReadAllBytes(_folder["b"]));
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder.Path).Length);
    }

    [Fact]
    public void A_write_that_throws_leaves_the_old_file_and_no_temporary_one()
    {
        AtomicFile.WriteText(_folder["a"], "old");
        Assert.Throws<InvalidTimeZoneException>(() => AtomicFile.Write(_folder["a"], stream =>
        {
            stream.Write("half"u8);
            throw new InvalidTimeZoneException();
        }));
        IOException cause = new("the cable is out");
        SaccadeException failed = Assert.Throws<SaccadeException>(() => AtomicFile.Write(_folder["a"], _ => throw cause));
        Assert.Same(cause, failed.InnerException);
        Assert.Equal(new ErrorData(ErrorKind.Unwritable) { Path = _folder["a"], Detail = "the cable is out" }, failed.Error);
        Assert.Equal("old", File.ReadAllText(_folder["a"]));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Until_the_end_readers_see_the_old_file()
    {
        AtomicFile.WriteText(_folder["a"], "old");
        AtomicFile.Write(_folder["a"], stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(_folder["a"]));
        });
        Assert.Equal("new", File.ReadAllText(_folder["a"]));
    }

    [Fact]
    public void Places_that_cannot_be_written_are_named()
    {
        string folder = Path.GetDirectoryName(_folder["missing/a"])!;
        Assert.Equal(
            new ErrorData(ErrorKind.Unwritable)
            {
                Path = _folder["missing/a"],
                Detail = $"the folder {folder} does not exist",
                Remedy = "create it first",
            },
            Refusal(_folder["missing/a"]));
        Assert.Equal(
            new ErrorData(ErrorKind.Unwritable) { Path = _folder.Path, Detail = "it is a folder", Remedy = "name a file" },
            Refusal(_folder.Path));
        Assert.Equal(ErrorKind.NotAllowed, Refusal("").Kind);
        Assert.Equal(ErrorKind.NotAllowed, Refusal("a\0b").Kind);
        File.WriteAllText(_folder["file"], "");
        Assert.Equal((ErrorKind.Unwritable, _folder["file/a"]), (Refusal(_folder["file/a"]).Kind, Refusal(_folder["file/a"]).Path));
        if (OperatingSystem.IsLinux())
        {
            // Not even root may write here.
            Assert.Equal((ErrorKind.Unwritable, "/proc/saccade"), (Refusal("/proc/saccade").Kind, Refusal("/proc/saccade").Path));
        }
    }

    [Fact]
    public void A_file_given_up_leaves_nothing_and_a_committed_one_is_there()
    {
        using (AtomicFile given = new(_folder["a"]))
        {
            given.Stream.Write("half"u8);
        }
        Assert.Empty(_folder.Names);
        using (AtomicFile whole = new(_folder["a"]))
        {
            whole.Stream.Write("whole"u8);
            whole.Commit();
        }
        Assert.Equal(["a"], _folder.Names);
        Assert.Equal("whole", File.ReadAllText(_folder["a"]));
    }

    [Fact]
    public void What_is_written_is_in_the_file_at_once_so_that_giving_up_cannot_fail()
    {
        using AtomicFile file = new(_folder["a"]);
        file.Stream.Write("x"u8);
        Assert.Equal(1, new FileInfo(file.TemporaryPath).Length);
    }

    [Fact]
    public void What_an_earlier_process_of_the_same_number_left_is_removed_and_what_this_one_makes_is_not()
    {
        string left = _folder.Write($".a.{Environment.ProcessId}-abc.tmp", [1]);
        string other = _folder.Write($".b.{Environment.ProcessId}-abc.tmp", [1]);
        using AtomicFile first = new(_folder["a"]);
        AtomicFile.RemoveLeftovers(_folder.Path, "a");
        Assert.False(File.Exists(left));
        Assert.True(File.Exists(other));
        Assert.True(File.Exists(first.TemporaryPath));
        AtomicFile.RemoveLeftovers(_folder.Path);
        Assert.False(File.Exists(other));
        Assert.True(File.Exists(first.TemporaryPath));
    }

    [Fact]
    public void A_write_removes_what_killed_ones_of_the_same_file_left_and_nothing_else()
    {
        string[] kept =
        [
            _folder.Write(".b.999999999-abcdefgh-1.tmp", [1]), _folder.Write(".a.2024.tmp", [1]), _folder.Write(".a.x-y-1.tmp", [1]),
            _folder.Write(".a.b.999999999-abcdefgh-1.tmp", [1]),
        ];
        _folder.Write(".a.999999999-abcdefgh-1.tmp", [1]);
        AtomicFile.WriteText(_folder["a"], "new");
        Assert.Equal([.. kept.Select(Path.GetFileName).Append("a").Order()], _folder.Names.Order());
    }

    [Fact]
    public void What_a_process_holds_open_stays_although_no_process_here_has_its_number()
    {
        string path = _folder.Write(".a.999999999-abcdefgh-1.tmp", [1]);
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read))
        {
            AtomicFile.RemoveLeftovers(_folder.Path);
            Assert.True(File.Exists(path));
        }
        AtomicFile.RemoveLeftovers(_folder.Path);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void What_is_written_is_locked_against_those_who_remove_leftovers()
    {
        using AtomicFile file = new(_folder["a"]);

        Assert.ThrowsAny<IOException>(() =>
            new FileStream(file.TemporaryPath, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose());
        using FileStream reader = new(file.TemporaryPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
    }

    [Fact]
    public void What_another_machine_writes_is_removed_when_it_is_old()
    {
        string name = ".a.1-abcdefgh-elsewher-1.tmp", path = _folder.Write(name, [1]);
        AtomicFile.WriteText(_folder["a"], "new");
        Assert.True(File.Exists(path));
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-2));
        AtomicFile.WriteText(_folder["a"], "new");
        Assert.False(File.Exists(path));
    }

    private static ErrorData Refusal(string path)
    {
        SaccadeException refused = Assert.Throws<SaccadeException>(() => AtomicFile.WriteText(path, "a"));
        Assert.DoesNotContain('\n', refused.Message);
        return refused.Error;
    }
}
