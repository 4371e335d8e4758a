using System.Diagnostics;
using System.Runtime.Versioning;
using Saccade.Errors;
using Saccade.IO;
using Saccade.Tests.Data;

namespace Saccade.Tests.IO;

/// <summary>What <see cref="AtomicFile"/> keeps of a file that it replaces.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ReplacedFileTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly ScratchFolder _folder = new();

    public ReplacedFileTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other permissions and links.");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Private)]
    [InlineData(UnixFileMode.UserRead)]
    [InlineData(Private | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.UserExecute)]
    public void The_mode_stays_and_no_other_user_reads_the_new_content_before(UnixFileMode mode)
    {
        File.SetUnixFileMode(_folder.Write("a", [1]), mode);
        using (AtomicFile file = new(_folder["a"]))
        {
            Assert.Equal(mode, File.GetUnixFileMode(file.TemporaryPath));
            file.Stream.Write([2]);
            file.Commit();
        }
        Assert.Equal(mode, File.GetUnixFileMode(_folder["a"]));
        Assert.Equal([2], File.ReadAllBytes(_folder["a"]));
        Assert.Equal(["a"], _folder.Names);
    }

    [Fact]
    public void A_link_stays_and_its_target_is_written_with_its_mode()
    {
        Directory.CreateDirectory(_folder["there"]);
        File.SetUnixFileMode(_folder.Write("there/target", [1]), Private);
        File.CreateSymbolicLink(_folder["there/second"], "target");
        File.CreateSymbolicLink(_folder["first"], Path.Combine("there", "second"));
        AtomicFile.WriteBytes(_folder["first"], new byte[] { 2 });
        Assert.Equal(
            (Path.Combine("there", "second"), "target"),
            (new FileInfo(_folder["first"]).LinkTarget, new FileInfo(_folder["there/second"]).LinkTarget));
        Assert.Equal([2], File.ReadAllBytes(_folder["there/target"]));
        Assert.Equal(Private, File.GetUnixFileMode(_folder["there/target"]));
        Assert.Equal(4, Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void A_link_to_nothing_makes_its_target()
    {
        File.CreateSymbolicLink(_folder["link"], "target");
        AtomicFile.WriteBytes(_folder["link"], new byte[] { 2 });
        Assert.Equal("target", new FileInfo(_folder["link"]).LinkTarget);
        Assert.Equal([2], File.ReadAllBytes(_folder["target"]));
    }

    [Fact]
    public void Names_of_one_file_stay_names_of_one_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Their number is known on Linux alone.");
        File.SetUnixFileMode(_folder.Write("a", [1, 2, 3]), Private);
        using (Process link = Process.Start("ln", [_folder["a"], _folder["b"]]))
        {
            link.WaitForExit();
        }
        AtomicFile.WriteBytes(_folder["a"], new byte[] { 4, 5 });
        Assert.Equal([4, 5], File.ReadAllBytes(_folder["b"]));
        AtomicFile.WriteBytes(_folder["b"], new byte[] { 6, 7, 8, 9 });
        Assert.Equal([6, 7, 8, 9], File.ReadAllBytes(_folder["a"]));
        Assert.Equal(Private, File.GetUnixFileMode(_folder["a"]));
        Assert.Equal(["a", "b"], _folder.Names);
    }

    [Fact]
    public void Devices_and_links_without_end_are_refused_and_stay()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a device is replaced.");
        using (Process made = Process.Start("mkfifo", _folder["pipe"]))
        {
            made.WaitForExit();
        }
        File.CreateSymbolicLink(_folder["link"], _folder["pipe"]);
        File.CreateSymbolicLink(_folder["loop"], "loop");
        Assert.All(new[] { "pipe", "link" }, name => Assert.Equal(
            new ErrorData(ErrorKind.NotAllowed)
            {
                Path = _folder[name],
                Detail = "is a pipe, a device or the like",
                Remedy = "give a regular file",
            },
            Refused(name)));
        ErrorData loop = Refused("loop");
        Assert.Equal((ErrorKind.Unwritable, _folder["loop"]), (loop.Kind, loop.Path));
        Assert.Equal(["link", "loop", "pipe"], _folder.Names);
    }

    private ErrorData Refused(string name) =>
        Assert.Throws<SaccadeException>(() => AtomicFile.WriteText(_folder[name], "text")).Error;
}
