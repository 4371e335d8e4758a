using Saccade.Runtime;

namespace Saccade.Data;

/// <summary>
/// Fetches files into a cache folder, from one mirror after the other. A file appears there whole and verified or not
/// at all, so several processes may share the folder.
/// </summary>
internal sealed class MnistDownload(IReadOnlyList<Uri> mirrors, HttpMessageHandler handler)
{
    private const int Rounds = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Puts the gzip'd file into the folder.</summary>
    /// <exception cref="SaccadeException">No mirror gave the right file, or the folder can't be written.</exception>
    public async Task Fetch(MnistFile file, string folder, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        List<string> failures = [];
        foreach (Uri mirror in Enumerable.Repeat(mirrors, Rounds).SelectMany(each => each))
        {
            using PendingFile pending = Begin(folder, file);
            try
            {
                await Copy(new Uri(mirror, file.PackedName), file, pending.Stream, progress, cancellation).ConfigureAwait(false);
                pending.Stream.Flush();
                _ = file.Read(pending.TemporaryPath, remedy: "");
                pending.Commit();
                return;
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException)
            {
                failures.Add($"{mirror.Host}: {failure.Message}");
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                failures.Add($"{mirror.Host}: nothing came for {Patience.TotalSeconds:0} seconds");
            }
            catch (SaccadeException)
            {
                failures.Add($"{mirror.Host}: what it sent is damaged or not MNIST's file");
            }
        }
        throw new SaccadeException(
            $"{file.PackedName} could not be downloaded ({string.Join("; ", failures.Distinct())}). "
            + $"Put the MNIST files into {folder}, or give the folder that holds them with --data or SACCADE_DATA.");
    }

    private static PendingFile Begin(string folder, MnistFile file)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new(Path.Combine(folder, file.PackedName));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SaccadeException(
                $"The cache folder {folder} can't be written: {failure.Message} Give the folder that holds MNIST with --data or SACCADE_DATA.",
                failure);
        }
    }

    private async Task Copy(
        Uri address, MnistFile file, Stream into, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
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
            if (received > file.UnpackedBytes + buffer.Length) throw new HttpRequestException("it sent more than the file can hold");
            into.Write(buffer.AsSpan(0, read));
        }
    }
}
