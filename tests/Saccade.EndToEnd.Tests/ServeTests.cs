using System.Net;
using System.Net.Sockets;
using Saccade.Cli.Commands;

namespace Saccade.EndToEnd.Tests;

/// <summary><c>saccade serve</c>.</summary>
public sealed class ServeTests(SharedRuns runs) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(SaccadeProcess.Interrupt)]
    [InlineData(SaccadeProcess.Terminate)]
    public async Task The_page_is_served_until_a_signal_ends_it(int signal)
    {
        Signals.SkipUnlessHeeded(signal);
        using SaccadeProcess process = SaccadeProcess.Start(_folder.Path, "serve", "--run", await runs.Small(), "--port", "0");
        string address = (await process.Line(line => line.StartsWith("Draw a digit at ", StringComparison.Ordinal))).Split(' ')[^1];
        await process.Line(line => line.Contains("Ctrl-C", StringComparison.Ordinal));
        using HttpClient client = new() { BaseAddress = new(address) };

        Assert.StartsWith("http://127.0.0.1:", address);
        Assert.Contains("<title>Saccade", await client.GetStringAsync("/"));
        Assert.Contains("\"id\":\"small\"", await client.GetStringAsync("/api/models"));
        Assert.Contains("\"id\":\"small\"", await client.GetStringAsync("/api/runs"));
        process.Signal(signal);
        (await process.Finish()).Succeeded();
    }

    [Fact]
    public async Task An_address_that_others_reach_is_warned_of_and_needs_a_token()
    {
        Signals.SkipUnlessHeeded(SaccadeProcess.Interrupt);
        using SaccadeProcess process =
            SaccadeProcess.Start(_folder.Path, "serve", "--model", await runs.Small(), "--port", "0", "--host", "0.0.0.0");
        string line = await process.Line(line => line.StartsWith("Draw a digit at ", StringComparison.Ordinal));
        await process.Line(line => line.Contains("Ctrl-C", StringComparison.Ordinal));
        process.Signal(SaccadeProcess.Interrupt);
        Finished finished = await process.Finish();

        Assert.Equal(0, finished.ExitCode);
        Assert.Matches("[?]token=[0-9a-f]{32}$", line);
        Assert.StartsWith("saccade: Other machines can reach 0.0.0.0.", finished.Errors);
    }

    [Fact]
    public async Task A_run_in_its_first_epoch_is_shown_from_the_start_and_its_model_after_it()
    {
        Directory.CreateDirectory(_folder["young"]);
        File.Copy(Path.Combine(await runs.Small(), "recipe.toml"), _folder["young/recipe.toml"]);
        File.Copy(Path.Combine(await runs.Small(), "run.json"), _folder["young/run.json"]);
        using SaccadeProcess process = SaccadeProcess.Start(_folder.Path, "serve", "--run", "young", "--port", "0");
        string address = (await process.Line(line => line.StartsWith("Draw a digit at ", StringComparison.Ordinal))).Split(' ')[^1];
        await process.Line(line => line == "  young: its training is shown, and its model from the end of its first epoch on");
        using HttpClient client = new() { BaseAddress = new(address) };
        Assert.Contains("\"epochs\":0,", await client.GetStringAsync("/api/runs/young"));
        Assert.DoesNotContain("\"id\":\"young\"", await client.GetStringAsync("/api/models"));
        File.Copy(Path.Combine(await runs.Small(), "model.safetensors"), _folder["young/model.safetensors"]);
        Assert.Contains("\"id\":\"young\"", await client.GetStringAsync("/api/models"));
        await process.Line(line => line.StartsWith("  young: 60×60 pixels", StringComparison.Ordinal));
        await process.Kill();
    }

    [Fact]
    public void The_page_opens_on_a_model_whose_digits_are_there()
    {
        Assert.Equal("quickstart", ServeCommand.FirstShown(_folder.Path));
        File.WriteAllBytes(_folder["t10k-images-idx3-ubyte.gz"], []);
        File.WriteAllBytes(_folder["t10k-labels-idx1-ubyte.gz"], []);
        Assert.Equal("cluttered-60", ServeCommand.FirstShown(_folder.Path));
    }

    [Fact]
    public async Task A_busy_port_is_reported_in_one_line()
    {
        using TcpListener busy = new(IPAddress.Loopback, 0);
        busy.Start();
        int port = ((IPEndPoint)busy.LocalEndpoint).Port;

        Finished finished = await SaccadeCalls.Run(_folder.Path, "serve", "--model", await runs.Small(), "--port", $"{port}");

        Assert.Contains($"--port was {port}; another program uses it", finished.Failed(1));
    }

    [Theory]
    [InlineData("--host was 'here'; it may be an IP address", "--host", "here")]
    [InlineData("--port was '65536'; it may be a whole number from 0 to 65535", "--port", "65536")]
    public async Task A_wrong_option_is_reported_in_one_line(string complaint, params string[] options) =>
        Assert.Contains(complaint, (await SaccadeCalls.Run(_folder.Path, ["serve", .. options])).Failed(2));

    [Fact]
    public async Task A_missing_model_is_reported_in_one_line() =>
        Assert.Contains("There is no run folder or model file 'nothing'",
            (await SaccadeCalls.Run(_folder.Path, "serve", "--model", "nothing")).Failed(1));
}
