using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Saccade.Reliability.Programs;
using Saccade.Reliability.Soaking;

namespace Saccade.Reliability.Serving;

/// <summary>Lets the program serve as a separate process and burdens it over loopback, for a bounded time.</summary>
internal static class ServingHarness
{
    private const int LargeBody = 2 << 20;
    private const double MegabyteBytes = 1 << 20;
    private const string Beginning = "Draw a digit at ";
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_quick = TimeSpan.FromSeconds(10);

    /// <summary>Connections that send all but the end of a large body, and then nothing.</summary>
    public static Task<ServingReport> SlowSenders(int connections, int heap, CancellationToken cancellation)
    {
        byte[] body = Encoding.ASCII.GetBytes(new string(' ', LargeBody - 1));
        return Burden($"{connections} senders of 2 MiB that never end", connections, heap, async (request, ended) =>
        {
            await request.SendHead(LargeBody, asks: false, ended);
            await request.Send(body, ended);
            await request.ReadTo(_ => false, ended);
        }, cancellation);
    }

    /// <summary>Connections that ask for long answers and read none of them.</summary>
    public static Task<ServingReport> SlowReaders(int connections, int heap, CancellationToken cancellation)
    {
        byte[] body = Body(64, 64);
        return Burden($"{connections} readers that never read", connections, heap, async (request, ended) =>
        {
            while (true)
            {
                await request.SendHead(body.Length, asks: false, ended);
                await request.Send(body, ended);
            }
        }, cancellation);
    }

    /// <summary>Stops the server when it has begun to handle looks whose bodies come after the signal.</summary>
    public static async Task<ServingReport> Stop(int looks, CancellationToken cancellation)
    {
        using ScratchFolder folder = new();
        using SaccadeProgram program = SaccadeProgram.Start(folder.Path, ["serve", "--model", Train(folder), "--port", "0"]);
        int port = new Uri(program.Line(Beginning)[Beginning.Length..]).Port;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_longest);
        byte[] body = Body(28, 8);
        List<RawRequest> requests = [];
        try
        {
            for (int i = 0; i < looks; i++)
            {
                requests.Add(await RawRequest.Connect(port, limit.Token));
                await requests[i].SendHead(body.Length, asks: true, limit.Token);
                // Now the server has begun to handle it.
                await requests[i].ReadTo(text => text.EndsWith("\r\n\r\n", StringComparison.Ordinal), limit.Token);
            }
            program.Terminate();
            long start = Stopwatch.GetTimestamp();
            int[] answered = await Task.WhenAll(requests.Select(request => IsAnswered(request, body, limit.Token)));
            int whole = answered.Sum();
            Ended ended = program.End();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            List<string> faults = [];
            AddIf(whole < looks, $"{looks - whole} of {looks} looks in flight were not answered");
            AddIf(ended.Errors.Length > 0, $"it wrote {ended.Errors.ReplaceLineEndings(" ")}");
            AddIf(ended.ExitCode != 0, string.Create(CultureInfo.InvariantCulture, $"it ended with exit code {ended.ExitCode}"));
            AddIf(seconds > s_quick.TotalSeconds, "it ended late");
            return new("A stop under load", string.Create(
                CultureInfo.InvariantCulture,
                $"{whole} of {looks} looks in flight were answered, and the program ended after {seconds:F1} s"), faults);

            void AddIf(bool bad, string fault)
            {
                if (bad)
                {
                    faults.Add(fault);
                }
            }
        }
        finally
        {
            requests.ForEach(request => request.Dispose());
        }
    }

    private static async Task<ServingReport> Burden(
        string part, int connections, int heap, Func<RawRequest, CancellationToken, Task> send, CancellationToken cancellation)
    {
        using ScratchFolder folder = new();
        string model = Train(folder);
        string limit = string.Create(CultureInfo.InvariantCulture, $"DOTNET_GCHeapHardLimit={(long)heap << 20:x}");
        using SaccadeProgram program = SaccadeProgram.Start(folder.Path, ["serve", "--model", model, "--port", "0"], "env", limit);
        Uri address = new(program.Line(Beginning)[Beginning.Length..]);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        end.CancelAfter(s_longest);
        long start = Stopwatch.GetTimestamp();
        int dropped = 0;
        Task[] burdens = [.. Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            try
            {
                using RawRequest request = await RawRequest.Connect(address.Port, end.Token);
                await send(request, end.Token);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The server, or the end of the trial, ended the connection.
            }
            if (!end.IsCancellationRequested)
            {
                Interlocked.Increment(ref dropped);
            }
        }, CancellationToken.None))];
        double peak = 0;
        Task all = Task.WhenAll(burdens);
        while (await Task.WhenAny(all, Task.Delay(s_pause, CancellationToken.None)) != all && !program.HasExited)
        {
            peak = Math.Max(peak, ProcessSample.Take(program.Id, 0).Memory);
        }
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await end.CancelAsync();
        await all;
        List<string> faults = [];
        if (dropped < connections)
        {
            faults.Add($"{connections - dropped} connections were still open at the end");
        }
        if (program.HasExited)
        {
            faults.Add($"the program ended by itself: {program.End().Errors}");
        }
        else if (!await Answers(address, cancellation))
        {
            faults.Add("a look after the trial was not answered");
        }
        else
        {
            program.Terminate();
            Ended ended = program.End();
            if (ended.Errors.Length > 0 || ended.ExitCode != 0)
            {
                faults.Add($"it wrote {ended.Errors.ReplaceLineEndings(" ")}");
            }
        }
        return new(part, string.Create(CultureInfo.InvariantCulture,
            $"with a heap of {heap} MiB at most {peak / MegabyteBytes:F0} MiB; the server had dropped {dropped} after {seconds:F0} s, "
                + $"and then answered a look"), faults);
    }

    private static async Task<bool> Answers(Uri address, CancellationToken cancellation)
    {
        using HttpClient client = new() { BaseAddress = address };
        using HttpResponseMessage answer = await client.PostAsJsonAsync(
            "api/look", new { width = 1, height = 1, pixels = new[] { 255 } }, cancellation);
        return answer.IsSuccessStatusCode;
    }

    private static async Task<int> IsAnswered(RawRequest request, byte[] body, CancellationToken cancellation)
    {
        try
        {
            await request.Send(body, cancellation);
            string answer = await request.ReadTo(_ => false, cancellation);
            // A chunked answer, or one of stated length, that ends as it should.
            return answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) && answer.TrimEnd('\r', '\n', '0').EndsWith('}') ? 1 : 0;
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    private static byte[] Body(int side, int glimpses) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"width":{{side}},"height":{{side}},"glimpses":{{glimpses}},"pixels":"{{Convert.ToBase64String(new byte[side * side])}}"}"""));

    private static string Train(ScratchFolder folder)
    {
        Ended trained = SaccadeProgram.Run(folder.Path, Crashes.TinyRun.Begin("run", new() { Epochs = 1 }));
        return trained.ExitCode == 0 ? "run"
            : throw new InvalidOperationException($"The model to serve could not be trained: {trained.Errors}");
    }
}
