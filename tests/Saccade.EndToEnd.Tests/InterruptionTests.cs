using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Saccade.EndToEnd.Tests;

/// <summary>A run that was stopped or killed and then resumed ends with the same bits as one that never stopped.</summary>
public sealed class InterruptionTests(SharedRuns runs) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(SaccadeProcess.Interrupt)]
    [InlineData(SaccadeProcess.Terminate)]
    public async Task Signals_save_and_say_how_to_resume(int signal)
    {
        Signals.SkipUnlessHeeded(signal);
        await Stop(1, ["train", .. Options.Long, "--run", "run"]);
        Assert.StartsWith("Resuming quickstart after ", (await Stop(3, ["train", "--resume", "run"])).Lines[0]);
        Assert.Matches(@"^Model +run/model.safetensors \(quickstart, not finished: the best of \d+ of \d+ epochs\)\n",
            (await SaccadeCalls.Run(_folder.Path, "eval", "run")).Succeeded().Output);
        Finished finished = await SaccadeCalls.Run(_folder.Path, "train", "--resume", "run");
        Assert.Contains("Validation error ", finished.Succeeded().Output);
        RunFiles.AssertSame(await runs.Long(), _folder["run"]);

        async Task<Finished> Stop(int epoch, string[] arguments)
        {
            using SaccadeProcess process = SaccadeProcess.Start(_folder.Path, arguments);
            await process.Epoch(epoch);
            process.Signal(signal);
            Finished stopped = await process.Finish();
            Assert.Equal(128 + signal, stopped.ExitCode);
            Assert.Equal("", stopped.Errors);
            Assert.Matches(@"\nStopped and saved\. Resume with: .*saccade.* train --resume run\n$", stopped.Output);
            return stopped;
        }
    }

    [Theory]
    [InlineData(SaccadeProcess.HangUp, 1)]
    [InlineData(SaccadeProcess.Quit, 1)]
    [InlineData(SaccadeProcess.Terminate, 2)]
    public async Task Every_signal_that_asks_for_an_end_saves_though_it_may_come_twice(int signal, int times)
    {
        Signals.SkipUnlessHeeded(signal);
        using SaccadeProcess process = SaccadeProcess.Start(_folder.Path, ["train", .. Options.Long, "--run", "run"]);
        await process.Epoch(1);
        for (int i = 0; i < times; i++)
        {
            process.Signal(signal);
        }
        Finished stopped = await process.Finish();
        Assert.Equal((128 + signal, ""), (stopped.ExitCode, stopped.Errors));
        Assert.Contains("\nStopped and saved. Resume with: ", stopped.Output);
        Assert.False(File.Exists(_folder["run/lock.json"]));
    }

    [Fact]
    public async Task Without_locks_of_the_system_a_second_process_is_refused()
    {
        using SaccadeProcess first = Unlocked(["train", .. Options.Long, .. Options.Set("training.epochs=10000"), "--run", "run"]);
        await first.Epoch(1);
        using SaccadeProcess second = Unlocked(["train", "--resume", "run"]);
        Assert.Contains("run: is in use by another process", (await second.Finish()).Failed(1));
        await first.Kill();
        using SaccadeProcess third = Unlocked(["train", "--resume", "run"]);
        await third.Line(line => line.StartsWith("Resuming", StringComparison.Ordinal));
        await third.Kill();

        SaccadeProcess Unlocked(IEnumerable<string> arguments)
        {
            ProcessStartInfo start = SaccadeProcess.StartInfo(_folder.Path, arguments);
            start.Environment["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "1";
            return SaccadeProcess.Start(start);
        }
    }

    [Fact]
    public async Task A_process_whose_lock_was_deleted_ends_when_another_takes_the_run()
    {
        using SaccadeProcess first =
            SaccadeProcess.Start(_folder.Path, ["train", .. Options.Long, .. Options.Set("training.epochs=10000"), "--run", "run"]);
        await first.Epoch(1);
        File.Delete(_folder["run/lock"]);
        using SaccadeProcess second = SaccadeProcess.Start(_folder.Path, "train", "--resume", "run");
        Finished lost = await first.Finish();
        Assert.Equal(1, lost.ExitCode);
        Assert.Matches(
            @"^saccade: run: process \d+ on \S+ has taken this run and trains it; this process saves no more\. .*\n$", lost.Errors);
        await second.Line(line => line.Contains('%'));
        await second.Kill();
    }

    [Fact]
    public async Task A_run_that_was_killed_again_and_again_ends_the_same()
    {
        await Kill(["train", .. Options.Long, "--run", "run"], process =>
            process.Line(line => line.StartsWith("Training", StringComparison.Ordinal)));
        await KillResumed(_ => Happens("run/checkpoints", "*.tmp"));
        await KillResumed(_ => Happens("run", "metrics.csv"));
        await KillResumed(process => process.Line(line => line.Contains('%')));
        await KillResumed(_ => Happens("run/checkpoints", "*.safetensors"));
        await KillResumed(_ => Happens("run", "events.*"));
        (await SaccadeCalls.Run(_folder.Path, "train", "--resume", "run")).Succeeded();
        RunFiles.AssertSame(await runs.Long(), _folder["run"]);
        Assert.Empty(Directory.GetFiles(_folder["run"], ".*", SearchOption.AllDirectories));

        Task KillResumed(Func<SaccadeProcess, Task> moment) => Kill(["train", "--resume", "run"], moment);

        async Task Kill(IReadOnlyList<string> arguments, Func<SaccadeProcess, Task> moment)
        {
            using SaccadeProcess process = SaccadeProcess.Start(_folder.Path, arguments);
            await moment(process);
            Finished killed = await process.Kill();
            Assert.Equal("", killed.Errors);
            Assert.DoesNotContain("Validation error", killed.Output);
        }
    }

    [Fact]
    public async Task A_finished_run_says_so_when_it_is_resumed()
    {
        string[] train = ["train", .. Options.Small, "--run", "run"];
        (await SaccadeCalls.Run(_folder.Path, train)).Succeeded();
        byte[] metrics = File.ReadAllBytes(_folder["run/metrics.csv"]);
        Finished again = await SaccadeCalls.Run(_folder.Path, "train", "--resume", "run");
        Assert.Equal("run is finished already.", again.Succeeded().Lines[0]);
        Assert.Contains("Validation error ", again.Output);
        Assert.Equal(metrics, File.ReadAllBytes(_folder["run/metrics.csv"]));
        Assert.Contains("saccade: run: it already holds a run. Continue it with --resume run",
            (await SaccadeCalls.Run(_folder.Path, train)).Failed(1));
    }

    [Fact]
    public async Task A_signal_while_the_last_pictures_are_drawn_ends_the_program_at_once()
    {
        Signals.SkipUnlessHeeded(SaccadeProcess.Interrupt);
        using SaccadeProcess process = SaccadeProcess.Start(_folder.Path, ["train", .. Options.Long, "--run", "run"]);
        await process.Epoch(1);
        await Happens("run/checkpoints", "step-0000002400.safetensors");
        process.Signal(SaccadeProcess.Interrupt);
        Finished stopped = await process.Finish();
        Assert.Equal(128 + SaccadeProcess.Interrupt, stopped.ExitCode);
        Assert.DoesNotContain("Next:", stopped.Output);
        Finished again = await SaccadeCalls.Run(_folder.Path, "train", "--resume", "run");
        Assert.Equal("run is finished already.", again.Succeeded().Lines[0]);
        RunFiles.AssertSame(await runs.Long(), _folder["run"]);
    }

    [Fact]
    public async Task A_second_process_is_refused_while_the_first_trains()
    {
        using SaccadeProcess first =
            SaccadeProcess.Start(_folder.Path, ["train", .. Options.Long, .. Options.Set("training.epochs=10000"), "--run", "run"]);
        await first.Epoch(1);
        Assert.Contains(
            "run: is in use by another process", (await SaccadeCalls.Run(_folder.Path, "train", "--resume", "run")).Failed(1));
        Assert.Contains(
            "run: it already holds a run", (await SaccadeCalls.Run(_folder.Path, ["train", .. Options.Small, "--run", "run"])).Failed(1));
        // Looking at it is no harm.
        (await SaccadeCalls.Run(_folder.Path, "eval", "run", "--json", "--threads", "1")).Succeeded();
        await first.Epoch(2);
        await first.Kill();
    }

    [Fact]
    public async Task A_download_can_be_interrupted()
    {
        Signals.SkipUnlessHeeded(SaccadeProcess.Interrupt);
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        ProcessStartInfo start = SaccadeProcess.StartInfo(_folder.Path, ["train", "mnist-28", "--run", "run"]);
        start.Environment["HTTPS_PROXY"] = $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}";
        using SaccadeProcess process = SaccadeProcess.Start(start);
        using TcpClient asked = await silent.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromMinutes(1));
        process.Signal(SaccadeProcess.Interrupt);
        Finished stopped = await process.Finish();
        Assert.Equal(128 + SaccadeProcess.Interrupt, stopped.ExitCode);
        Assert.Equal("", stopped.Errors);
        Assert.Equal("Stopped before the training began.\n", stopped.Output);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
        Assert.False(Directory.Exists(_folder["run"]));
    }

    /// <summary>Waits until a file of that name is made, changed or renamed to it.</summary>
    private async Task Happens(string folder, string pattern)
    {
        TaskCompletionSource happened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using FileSystemWatcher watcher = new(_folder[folder], pattern);
        watcher.Created += (_, _) => happened.TrySetResult();
        watcher.Changed += (_, _) => happened.TrySetResult();
        watcher.Renamed += (_, _) => happened.TrySetResult();
        watcher.EnableRaisingEvents = true;
        await happened.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }
}
