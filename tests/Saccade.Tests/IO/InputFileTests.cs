using System.Diagnostics;
using Saccade.Checkpoints;
using Saccade.Data.Formats;
using Saccade.Errors;
using Saccade.Experiments.Config;
using Saccade.Experiments.Export;
using Saccade.IO;
using Saccade.Tests.Data;

namespace Saccade.Tests.IO;

public sealed class InputFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, Action<string>> Readers => new()
    {
        { "tensors", path => TensorFile.Read(path) },
        { "images", path => IdxFile.ReadImages(path) },
        { "pictures", path => TraceImages.Read(path, null, 1) },
        { "files of a run", path => InputFile.ReadBytes(path, 9) },
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
            ErrorData error = Assert.Throws<SaccadeException>(() => read(path)).Error;
            ErrorData irregular = new(ErrorKind.NotAllowed)
            {
                Path = path,
                Detail = "is a pipe, a device or the like",
                Remedy = "give a regular file",
            };
            Assert.True(error == irregular, $"{reader}: {error}");
        }
    }

    [Fact]
    public void A_file_of_the_system_that_states_no_length_is_read_up_to_a_bound()
    {
        Assert.SkipUnless(File.Exists("/proc/self/pagemap"), "This system has no file of gigabytes that states no length.");
        ErrorData error = Assert.Throws<SaccadeException>(() => InputFile.ReadBytes("/proc/self/pagemap", int.MaxValue)).Error;
        Assert.Equal(("length", "up to 16777216 bytes"), (error.Key, error.Allowed));
    }

    [Fact]
    public void A_file_is_read_up_to_the_length_that_it_may_have()
    {
        string path = _folder.Write("a", [1, 2, 3]);
        Assert.Equal([1, 2, 3], InputFile.ReadBytes(path, 3));
        Assert.Equal(
            new ErrorData(ErrorKind.OutOfRange) { Path = path, Key = "length", Value = 3L, Allowed = "up to 2 bytes" },
            Assert.Throws<SaccadeException>(() => InputFile.ReadBytes(path, 2)).Error);
        SaccadeException missing = Assert.Throws<SaccadeException>(() => InputFile.ReadBytes(_folder["none"], 3));
        Assert.Equal(new ErrorData(ErrorKind.Missing) { Path = _folder["none"] }, missing.Error);
        Assert.IsType<FileNotFoundException>(missing.InnerException);
    }

    [Fact]
    public void A_file_of_the_system_whose_length_is_unknown_is_read_up_to_the_length_that_it_may_have()
    {
        Assert.SkipUnless(File.Exists("/proc/self/pagemap"), "There is no such file here.");
        File.CreateSymbolicLink(_folder["endless.toml"], "/proc/self/pagemap");
        ErrorData error = Assert.Throws<SaccadeException>(() => InputFile.ReadBytes(_folder["endless.toml"], 100_000)).Error;
        Assert.Equal((ErrorKind.OutOfRange, "length", "up to 100000 bytes"), (error.Kind, error.Key, error.Allowed));
        Assert.Equal(ErrorKind.OutOfRange, Assert.ThrowsAny<SaccadeException>(() => RecipeFile.Read(_folder["endless.toml"])).Error.Kind);
        Assert.NotEmpty(InputFile.ReadBytes("/proc/self/stat", 100_000));
    }

    [Fact]
    public void A_file_that_is_being_appended_to_can_be_read_and_appended_to_meanwhile()
    {
        string path = _folder.Write("a", [1]);
        InputFile.Read(path, reading =>
        {
            AppendFile.Append(path, [2]);
            Assert.Equal([1, 2], InputFile.ReadBytes(path, 9));
            return true;
        });
    }
}
