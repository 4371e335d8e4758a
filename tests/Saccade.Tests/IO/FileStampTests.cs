using Saccade.IO;
using Saccade.Tests.Data;

namespace Saccade.Tests.IO;

public sealed class FileStampTests : IDisposable
{
    private static readonly DateTime s_time = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Another_file_of_the_same_path_length_and_time_has_another_stamp()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not state the number of a file.");
        string path = Write("a", 1), other = Write("b", 2);
        FileStamp before = FileStamp.Read(path);

        File.Move(other, path, overwrite: true);

        Assert.NotEqual(before.Text, FileStamp.Read(path).Text);
        Assert.Equal((path, path), (before.Path, FileStamp.Read(path).Path));
    }

    [Fact]
    public void A_file_that_does_not_change_keeps_its_stamp_and_a_link_has_the_time_of_its_target()
    {
        string path = Write("a", 1);
        File.CreateSymbolicLink(_folder["link"], path);

        Assert.Equal(FileStamp.Read(path), FileStamp.Read(path));
        Assert.Equal(FileStamp.Read(path).Changed, FileStamp.Read(_folder["link"]).Changed);
        Assert.Equal(_folder["none"], FileStamp.Read(_folder["none"]).Text);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public void A_stamp_is_settled_some_seconds_after_the_change(int seconds, bool settled) =>
        Assert.Equal(settled, new FileStamp("a", s_time).IsSettled(s_time.AddSeconds(seconds)));

    private string Write(string name, byte content)
    {
        string path = _folder.Write(name, [content]);
        File.SetLastWriteTimeUtc(path, s_time);
        return path;
    }
}
