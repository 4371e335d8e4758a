using Saccade.Checkpoints;
using Saccade.Runtime;

namespace Saccade.Tests.Checkpoints;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

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
        SaccadeException failed = Assert.Throws<SaccadeException>(() => AtomicFile.Write(_folder["a"], _ => throw new IOException("the cable is out")));
        Assert.Contains("the cable is out", failed.Message);
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
        Assert.Contains("does not exist", Refusal(_folder["missing/a"]));
        Assert.Contains("it is a folder", Refusal(_folder.Path));
        Assert.Contains("no file name", Refusal(""));
        Assert.Contains("no file name", Refusal("a\0b"));
        File.WriteAllText(_folder["file"], "");
        Assert.Contains("Cannot write", Refusal(_folder["file/a"]));
        if (OperatingSystem.IsLinux())
        {
            // Not even root may write here.
            Assert.Contains("Cannot write /proc/saccade", Refusal("/proc/saccade"));
        }
    }

    private static string Refusal(string path)
    {
        string message = Assert.Throws<SaccadeException>(() => AtomicFile.WriteText(path, "a")).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
