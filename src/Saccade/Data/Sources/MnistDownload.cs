using System.Net;
using Saccade.IO;

namespace Saccade.Data.Sources;

/// <summary>
/// Downloads files to a cache folder, from one mirror after the other. A file appears there complete and verified or not at all, so that
/// several processes may share the folder.
/// </summary>
internal sealed class MnistDownload(IReadOnlyList<Uri> mirrors, HttpMessageHandler handler)
{
    private const int Rounds = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Downloads the gzip'd file to the folder.</summary>
    /// <exception cref="SaccadeException">No mirror sent the right file, or the folder cannot be written.</exception>
    public async Task Fetch(MnistFile file, string folder, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        List<(string Host, string Reason, Exception Cause)> failures = [];
        foreach (Uri mirror in Enumerable.Repeat(mirrors, Rounds).SelectMany(each => each))
        {
            using AtomicFile pending = Create(folder, file);
            try
            {
                await Copy(new Uri(mirror, file.PackedName), file, pending.Stream, progress, cancellation).ConfigureAwait(false);
                _ = file.Read(pending.TemporaryPath, remedy: null);
                pending.Commit();
                return;
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidDataException)
            {
                failures.Add((mirror.Host, Reason(failure), failure));
            }
            catch (OperationCanceledException failure) when (!cancellation.IsCancellationRequested)
            {
                failures.Add((mirror.Host, $"it sent nothing for {Patience.TotalSeconds:0} seconds", failure));
            }
            catch (SaccadeException failure) when (failure.Error.Kind != ErrorKind.Unwritable)
            {
                failures.Add((mirror.Host, "what it sent is damaged or not MNIST's file", failure));
            }
        }
        throw new SaccadeException(new(
            ErrorKind.Unavailable, Key: file.PackedName,
            Detail: $"the download failed ({string.Join("; ", failures.Select(failed => $"{failed.Host}: {failed.Reason}").Distinct())})",
            Remedy: $"put the MNIST files into {folder}, or give the folder that holds them with --data or SACCADE_DATA"),
            new AggregateException(failures.Select(failure => failure.Cause)));
    }

    private static string Reason(Exception failure) => failure switch
    {
        HttpRequestException { StatusCode: HttpStatusCode status } => $"it answered {(int)status} {status}",
        HttpRequestException { HttpRequestError: HttpRequestError error and not HttpRequestError.Unknown } => $"{error}",
        InvalidDataException => "it sent more than the file can hold",
        _ => "the connection failed",
    };

    private static AtomicFile Create(string folder, MnistFile file)
    {
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.RemoveLeftovers(folder, file.PackedName);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw WithRemedy(SaccadeException.OfFile(ErrorKind.Unwritable, folder, failure));
        }
        try
        {
            return new(Path.Combine(folder, file.PackedName));
        }
        catch (SaccadeException failure)
        {
            throw WithRemedy(failure);
        }

        static SaccadeException WithRemedy(SaccadeException failure) => failure.With(
            failure.Error with { Remedy = "give the folder that holds MNIST with --data or SACCADE_DATA, or name another cache folder" });
    }

    private async Task Copy(Uri address, MnistFile file, Stream into, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        using HttpClient client = new(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        using HttpResponseMessage response =
            await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        using Stream body = await response.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);

        byte[] buffer = new byte[1 << 16];
        long received = 0;
        while (true)
        {
            progress?.Report(new(file.PackedName, received, response.Content.Headers.ContentLength));
            patience.CancelAfter(Patience);
            int read = await body.ReadAsync(buffer, patience.Token).ConfigureAwait(false);
            if (read == 0) return;
            received += read;
            // A mirror that never stops must not fill the disk; gzip never makes a file much longer.
            if (received > file.UnpackedBytes + buffer.Length)
            {
                throw new InvalidDataException("The mirror sent more than the file can hold.");
            }
            into.Write(buffer.AsSpan(0, read));
        }
    }
}
