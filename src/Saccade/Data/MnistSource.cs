using Saccade.Runtime;

namespace Saccade.Data;

/// <summary>
/// Finds the four files of MNIST, gzip'd or plain: in the folder that the caller names, else in the one that the
/// environment variable SACCADE_DATA names, else in the user's cache folder, to which missing files are downloaded. The
/// content of every file is verified whenever it is read.
/// </summary>
public sealed class MnistSource
{
    private static readonly Lazy<HttpMessageHandler> Network =
        new(() => new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15) });

    private readonly string? _folder;
    private readonly MnistFiles _files;
    private readonly HttpMessageHandler? _handler;
    private readonly Func<string, string?> _environment;

    /// <summary>Makes a source; nothing is read yet.</summary>
    /// <param name="folder">The folder that holds the files; null to look where the environment says, then in the cache.</param>
    /// <exception cref="OptionException"><paramref name="folder"/> is an empty text.</exception>
    public MnistSource(string? folder = null) : this(folder, MnistFiles.Published, null, Environment.GetEnvironmentVariable) { }

    internal MnistSource(string? folder, MnistFiles files, HttpMessageHandler? handler, Func<string, string?> environment)
    {
        if (string.IsNullOrWhiteSpace(folder) && folder is not null)
        {
            throw new OptionException("The data folder was empty; give the folder that holds the MNIST files.");
        }
        (_folder, _files, _handler, _environment) = (folder, files, handler, environment);
    }

    /// <summary>Tells where the files are or would be, without reading or downloading anything.</summary>
    /// <param name="part">Which part to look for; null for both.</param>
    public MnistLocation Find(MnistPart? part = null)
    {
        (string folder, MnistOrigin origin) = Folder();
        MnistPart[] parts = part is null ? Enum.GetValues<MnistPart>() : [part.Value];
        return new(folder, origin,
            [.. parts.SelectMany(FilesOf).Where(file => file.In(folder) is null).Select(file => file.PackedName)]);
    }

    /// <summary>Reads one part, and downloads it first if it is missing in the cache; the other part is not touched.</summary>
    /// <param name="part">Which part to read.</param>
    /// <param name="download">Is told how far a download is.</param>
    /// <param name="cancellation">Stops a download; nothing of the unfinished file is left.</param>
    /// <returns>Pixels [N, 1, 28, 28] and labels 0 to 9; N is 60,000 or 10,000.</returns>
    /// <exception cref="SaccadeException">A file is missing, can't be downloaded, or is not the published one.</exception>
    public ImageSet Load(MnistPart part, IProgress<DownloadProgress>? download = null, CancellationToken cancellation = default)
    {
        MnistLocation location = Find(part);
        if (location.Missing.Count > 0)
        {
            if (location.Origin != MnistOrigin.Cache) throw new SaccadeException(Lack(location));
            MnistDownload mirrors = new(_files.Mirrors, _handler ?? Network.Value);
            foreach (MnistFile file in FilesOf(part).Where(file => file.In(location.Folder) is null))
            {
                mirrors.Fetch(file, location.Folder, download, cancellation).GetAwaiter().GetResult();
            }
        }

        (MnistFile images, MnistFile labels) = _files.Of(part);
        IdxImages pixels = IdxFile.Images(Read(images, location));
        return new(pixels.Pixels, Read(labels, location).Data, pixels.Size);
    }

    private IEnumerable<MnistFile> FilesOf(MnistPart part) => [_files.Of(part).Images, _files.Of(part).Labels];

    private static IdxContent Read(MnistFile file, MnistLocation location)
    {
        string path = file.In(location.Folder) ?? Path.Combine(location.Folder, file.PackedName);
        return file.Read(path, location.Origin == MnistOrigin.Cache
            ? "Delete it; it will be downloaded again."
            : $"Put the published {file.PackedName} there.");
    }

    private static string Lack(MnistLocation location)
    {
        string named = location.Origin == MnistOrigin.Environment ? "SACCADE_DATA names the folder" : "The data folder is";
        string state = Directory.Exists(location.Folder) ? "which lacks"
            : File.Exists(location.Folder) ? "which is a file; it should be a folder that holds"
            : "which does not exist; it should hold";
        string otherwise = location.Origin == MnistOrigin.Environment ? "unset SACCADE_DATA" : "name no folder";
        return $"{named} {location.Folder}, {state} {string.Join(", ", location.Missing)} (or the same without .gz). "
            + $"Put the files there, or {otherwise} to have them downloaded.";
    }

    private (string Folder, MnistOrigin Origin) Folder()
    {
        if (_folder is not null) return (_folder, MnistOrigin.Caller);
        return _environment("SACCADE_DATA") is { Length: > 0 } named
            ? (named, MnistOrigin.Environment)
            : (Path.Combine(CacheFolder(), "saccade", "mnist"), MnistOrigin.Cache);
    }

    private string CacheFolder()
    {
        if (OperatingSystem.IsWindows()) return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        // A relative path is to be ignored, says the XDG base directory specification.
        return _environment("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache)
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
    }
}
