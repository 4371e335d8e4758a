namespace Saccade.EndToEnd.Tests;

/// <summary>Output that cannot be written, and processes that may open or write too little.</summary>
public sealed class OutputTests(SharedRuns runs) : IDisposable
{
    private const string Full = "/dev/full";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("exec \"$@\" >/dev/full", "No space left on device.")]
    [InlineData("exec \"$@\" >&-", "it is closed.")]
    public async Task A_command_that_prints_says_that_standard_output_cannot_be_written(string line, string reason)
    {
        Assert.SkipUnless(File.Exists(Full), "There is no device that is always full.");
        Finished finished = await SaccadeProcess.RunByShell(_folder.Path, line, "info", await runs.Small());
        Assert.Equal($"saccade: standard output: cannot be written: {reason}", finished.Failed(1));
    }

    [Theory]
    [InlineData("exec \"$@\" 2>/dev/full")]
    [InlineData("exec \"$@\" 2>&-")]
    public async Task What_standard_error_cannot_take_is_dropped(string line)
    {
        Assert.SkipUnless(File.Exists(Full), "There is no device that is always full.");
        Assert.Equal((1, "", ""), Parts(await SaccadeProcess.RunByShell(_folder.Path, line, "info", "nothing")));
        Assert.Equal((2, "", ""), Parts(await SaccadeProcess.RunByShell(_folder.Path, line, "inf")));
    }

    [Theory]
    [InlineData("exec \"$@\" >/dev/full", true)]
    [InlineData("exec \"$@\" >/dev/full 2>/dev/full", false)]
    public async Task A_training_continues_without_its_output(string line, bool said)
    {
        Assert.SkipUnless(File.Exists(Full), "There is no device that is always full.");
        Finished finished = await SaccadeProcess.RunByShell(_folder.Path, line, ["train", .. Options.Small, "--run", "run"]);
        string warning = "saccade: standard output: cannot be written: No space left on device. The command continues.\n";
        Assert.Equal((0, "", said ? warning : ""), Parts(finished));
        RunFiles.AssertSame(await runs.Small(), _folder["run"]);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(64)]
    [InlineData(100)]
    public async Task Too_few_handles_are_said_before_anything_is_done(int handles)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no such limit on Windows.");
        Finished finished =
            await SaccadeProcess.RunByShell(_folder.Path, $"ulimit -n {handles}; exec \"$@\"", "eval", await runs.Small());
        Assert.Equal("saccade: This process may open too few files: it needs 96 more. Raise the limit with 'ulimit -n'.",
            finished.Failed(1));
    }

    [Fact]
    public async Task A_limit_of_file_sizes_is_said_and_the_run_can_be_resumed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no such limit on Windows.");
        // The runtime maps its code twice through a large file unless it is told not to.
        const string Line = "ulimit -f 40; DOTNET_EnableWriteXorExecute=0 exec \"$@\"";
        Finished finished = await SaccadeProcess.RunByShell(_folder.Path, Line, ["train", .. Options.Small, "--run", "run"]);
        Assert.Equal(1, finished.ExitCode);
        Assert.Equal("saccade: run/checkpoints/step-0000000000.safetensors: cannot be written: it would be larger than files of this "
            + "process may be. Raise the limit with 'ulimit -f'.\n", finished.Errors);
        (await SaccadeCalls.Run(_folder.Path, "train", "--resume", "run")).Succeeded();
        RunFiles.AssertSame(await runs.Small(), _folder["run"]);
    }

    private static (int, string, string) Parts(Finished finished) => (finished.ExitCode, finished.Output, finished.Errors);
}
