using System.Net;
using Saccade.Data.Sources;
using Saccade.Web;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade serve</c>: a page to draw digits on and watch models look at them.</summary>
internal static class ServeCommand
{
    private const int DefaultPort = 5080;

    public static Command Make()
    {
        Option<string[]> model = Arguments.Paths(
            "--model", "RUN_OR_MODEL",
            $"A run folder, a model file{Arguments.ModelNames()}; repeatable (default: all built-in models, or that of --run)",
            "a run folder, a model file or the name of a model");
        Option<string[]> run = Arguments.Paths(
            "--run", "DIR", "A run folder whose training the page follows; repeatable", "a run folder");
        Option<int?> port = Arguments.Whole("--port", 0, IPEndPoint.MaxPort, "P",
            $"Port to listen on, 0 for any that is free (default {DefaultPort})");
        Option<IPAddress> host = Host();
        Option<int?> threads = Arguments.Whole("--threads", 1, 1024, "N",
            "Threads to compute with (default 1, the fastest for single images)");
        Option<string?> data = Arguments.Path("--data", "DIR",
            "Folder of the MNIST files to pick test images from; never downloaded, drawn digits stand in");
        Option<bool> acceptChanged = ModelArgument.AcceptChanged();
        Command command = new("serve", "Serve a page to draw digits on, or drop photographs, and watch models look at them")
        {
            model, run, port, host, threads, data, acceptChanged, ExtensionOption.Make(),
        };
        command.SetAction(parsed => Serve(
            parsed.GetRequiredValue(model), parsed.GetRequiredValue(run), parsed.GetRequiredValue(host),
            parsed.GetValue(port) ?? DefaultPort, parsed.GetValue(threads) ?? 1, parsed.GetValue(data), parsed.GetValue(acceptChanged)));
        return command;
    }

    private static void Serve(string[] models, string[] runs, IPAddress host, int port, int threads, string? data, bool acceptChanged)
    {
        StandardStreams.ContinueWithoutOutput();
        using StopSignals stop = new();
        // A run in its first epoch has no model yet: without others the built-in ones stand in, and its own joins them later.
        string[] untrained = [.. runs.Where(run => RunFolder.IsRun(run) && !File.Exists(RunFolder.Open(run).ModelPath))];
        // Of a net without attention, which looks nowhere, only the training is shown.
        string[] nets = [.. runs.Where(run => RunFolder.IsRun(run) && !RunFolder.Open(run).Recipe.Model.TakesGlimpses)];
        string[] trained = [.. runs.Except(untrained).Except(nets)];
        LivePageOptions options = new()
        {
            Models = models.Length > 0 ? models : trained.Length > 0 ? trained : BuiltIn(data),
            AwaitedModels = models.Length > 0 ? [] : [.. untrained.Except(nets)],
            Report = line => Text.Print("  " + line),
            Runs = runs,
            Address = host,
            Port = port,
            Threads = threads,
            DataFolder = data,
            AcceptChangedModels = acceptChanged,
        };
        try
        {
            ServeUntilStopped(options, untrained.Union(nets), stop.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            // Stopped before it had begun.
        }
    }

    /// <summary>
    /// The built-in model that the page opens on: the one whose search is best to watch, or, without the digits of MNIST that it
    /// knows, the one that knows drawn digits.
    /// </summary>
    internal static string FirstShown(string? data) =>
        new MnistSource(data).Find(MnistPart.Test).Missing.Count == 0 ? "cluttered-60" : "quickstart";

    private static IReadOnlyList<string> BuiltIn(string? data)
    {
        string first = FirstShown(data);
        return [.. BuiltInModels.Find().OrderBy(path => Path.GetFileNameWithoutExtension(path) != first)];
    }

    private static async Task ServeUntilStopped(LivePageOptions options, IEnumerable<string> trainings, CancellationToken stop)
    {
        await using LivePage page = await LivePage.Start(options, stop);
        if (!IPAddress.IsLoopback(options.Address))
        {
            Text.Warn($"Other machines can reach {options.Address}. The page and its models are open "
                + "to everyone who has the address below with its token, which crosses the network unencrypted.");
        }
        Console.WriteLine($"{(page.ShowsPictures ? "Drop a photograph" : "Draw a digit")} at {page.Address}");
        foreach (string description in page.Descriptions)
        {
            Text.Print("  " + description);
        }
        foreach (string run in trainings)
        {
            string model = options.AwaitedModels.Contains(run) ? ", and its model from the end of its first epoch on" : "";
            Text.Print($"  {run}: its training is shown{model}");
        }
        Console.WriteLine("Ctrl-C ends it.");
        TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = stop.Register(stopped.SetResult);
        await stopped.Task;
    }

    private static Option<IPAddress> Host() => new("--host")
    {
        Description = "Address to listen on (default 127.0.0.1, which only this machine reaches; 0.0.0.0 for all)",
        HelpName = "IP",
        DefaultValueFactory = _ => IPAddress.Loopback,
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (IPAddress.TryParse(text, out IPAddress? address))
            {
                return address;
            }
            result.AddError($"--host was '{text}'; it may be an IP address, such as 127.0.0.1, ::1 or 0.0.0.0.");
            return IPAddress.Loopback;
        },
    };
}
