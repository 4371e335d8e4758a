using System.Diagnostics;
using Saccade.Checkpoints;
using Saccade.Data;
using Saccade.Experiments.Recipes;
using Saccade.Experiments.Runs;
using Saccade.Experiments.Traces;
using Saccade.Runtime;
using Saccade.Tests.Data;

namespace Saccade.Tests.Runtime;

public sealed class RegularFileTests : IDisposable
{
    private const string Refusal = "is a pipe, a device or the like; give a regular file.";
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, Action<string>> Readers => new()
    {
        { "tensors", path => TensorFile.Read(path) },
        { "images", path => IdxFile.ReadImages(path) },
        { "pictures", path => TraceImages.Read(path, null, 1) },
        { "files of a run", path => DurableFile.Read(path) },
        { "recipes", path => RecipeFile.Read(path) },
    };

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_pipe_into_which_nobody_writes_and_a_device_without_end_are_refused_by_every_reader(string reader, Action<string> read)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere it is only known once it is open.");
        using Process made = Process.Start("mkfifo", _folder["pipe"]);
        made.WaitForExit();
        foreach (string path in new[] { _folder["pipe"], "/dev/zero" })
        {
            string message = Assert.Throws<SaccadeException>(() => read(path)).Message;
            Assert.True(message == $"{path} {Refusal}", $"{reader}: {message}");
        }
    }

    [Fact]
    public void A_file_is_read_up_to_the_length_that_it_may_have()
    {
        string path = _folder.Write("a", [1, 2, 3]);
        Assert.Equal([1, 2, 3], RegularFile.Read(path, 3));
        Assert.Contains($"{path} has 3 bytes; it may have up to 2.", Assert.Throws<SaccadeException>(() => RegularFile.Read(path, 2)).Message);
        Assert.Throws<FileNotFoundException>(() => RegularFile.Read(_folder["none"], 3));
    }

    [Fact]
    public void A_file_that_is_being_appended_to_can_be_read_and_appended_to_meanwhile()
    {
        string path = _folder.Write("a", [1]);
        using FileStream reading = RegularFile.Open(path);
        DurableFile.Append(path, [2]);
        Assert.Equal([1, 2], RegularFile.Read(path, 9));
    }
}
