using Saccade.Data;

namespace Saccade.Tests.Data;

public sealed class PendingFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_given_up_leaves_nothing_and_a_committed_one_is_there()
    {
        using (PendingFile given = new(_folder["a"]))
        {
            given.Stream.Write("half"u8);
        }
        Assert.Empty(_folder.Names);
        using (PendingFile whole = new(_folder["a"]))
        {
            whole.Stream.Write("whole"u8);
            whole.Commit();
        }
        Assert.Equal(["a"], _folder.Names);
        Assert.Equal("whole", File.ReadAllText(_folder["a"]));
    }

    [Fact]
    public void What_is_written_is_on_its_way_at_once_so_that_giving_up_can_not_fail()
    {
        using PendingFile file = new(_folder["a"]);
        file.Stream.Write("x"u8);
        Assert.Equal(1, new FileInfo(file.TemporaryPath).Length);
    }

    [Fact]
    public void What_an_earlier_process_of_the_same_number_left_is_removed_and_what_this_one_makes_is_not()
    {
        string left = _folder.Write($".a.{Environment.ProcessId}-abc.tmp", [1]);
        string other = _folder.Write($".b.{Environment.ProcessId}-abc.tmp", [1]);
        using PendingFile first = new(_folder["a"]);
        using PendingFile second = new(_folder["a"]);
        Assert.False(File.Exists(left));
        Assert.True(File.Exists(other));
        Assert.True(File.Exists(first.TemporaryPath));
    }
}
