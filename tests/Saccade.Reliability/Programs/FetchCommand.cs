using System.CommandLine;
using Saccade.Data.Sources;

namespace Saccade.Reliability.Programs;

/// <summary><c>fetch</c>: a download into a cache folder, as one of several processes that share it.</summary>
internal static class FetchCommand
{
    public static Command Make()
    {
        Argument<string> mirror = new("MIRROR");
        Argument<string> folder = new("FOLDER");
        Argument<string> name = new("NAME");
        Argument<long> bytes = new("BYTES");
        Argument<string> hash = new("SHA256");
        Command command = new("fetch", "Download a file of data") { mirror, folder, name, bytes, hash };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellation) =>
        {
            using SocketsHttpHandler handler = new();
            MnistFile file = new(parsed.GetRequiredValue(name), parsed.GetValue(bytes), parsed.GetRequiredValue(hash));
            await new MnistDownload([new Uri(parsed.GetRequiredValue(mirror))], handler)
                .Fetch(file, parsed.GetRequiredValue(folder), null, cancellation);
        });
        return command;
    }
}
