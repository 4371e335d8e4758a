using Saccade.Data.Formats;
using Saccade.IO;
namespace Saccade.Data.Sources;

/// <summary>
/// Finds the four files of MNIST, gzip'd or plain: in the caller's folder, else in the folder of the environment variable SACCADE_DATA,
/// else in the user's cache folder, to which missing files are downloaded. The content of a file is verified whenever it is read.
/// </summary>
public sealed class MnistSource
{
    private static readonly Lazy<HttpMessageHandler> Network =
        new(() => new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15) });

    private readonly string? _folder;
    private readonly MnistFiles _files;
    private readonly HttpMessageHandler? _handler;
    private readonly Func<string, string?> _environment;

    /// <summary>Creates a source; nothing is read yet.</summary>
    /// <param name="folder">The folder of the files; null for that of the environment or the cache.</param>
    /// <exception cref="OptionException"><paramref name="folder"/> is empty.</exception>
    public MnistSource(string? folder = null) : this(folder, MnistFiles.Published, null, Environment.GetEnvironmentVariable) { }

    internal MnistSource(string? folder, MnistFiles files, HttpMessageHandler? handler, Func<string, string?> environment)
    {
        if (string.IsNullOrWhiteSpace(folder) && folder is not null)
        {
            throw new OptionException(
                new(ErrorKind.Missing, Key: nameof(folder), Value: folder, Allowed: "the folder that holds the MNIST files"));
        }
        (_folder, _files, _handler, _environment) = (folder, files, handler, environment);
    }

    /// <summary>Finds the files without reading or downloading them.</summary>
    /// <param name="part">The part; null for both.</param>
    public MnistLocation Find(MnistPart? part = null)
    {
        (string folder, MnistOrigin origin) = Folder();
        MnistPart[] parts = part is null ? Enum.GetValues<MnistPart>() : [part.Value];
        return new(folder, origin, [.. parts.SelectMany(FilesOf).Where(file => file.In(folder) is null).Select(file => file.PackedName)]);
    }

    /// <summary>Reads one part, and first downloads it if it is missing in the cache.</summary>
    /// <param name="part">The part.</param>
    /// <param name="download">Receives the progress of a download.</param>
    /// <param name="cancellation">Stops a download; the unfinished file is removed.</param>
    /// <returns>Pixels [N, 1, 28, 28] and labels 0 to 9; N is 60,000 or 10,000.</returns>
    /// <exception cref="SaccadeException">A file is missing, cannot be downloaded, or is not the published file.</exception>
    public ImageSet Load(MnistPart part, IProgress<DownloadProgress>? download = null, CancellationToken cancellation = default)
    {
        MnistLocation location = Find(part);
        if (location.Missing.Count > 0)
        {
            if (location.Origin != MnistOrigin.Cache) throw Missing(location);
            MnistDownload mirrors = new(_files.Mirrors, _handler ?? Network.Value);
            foreach (MnistFile file in FilesOf(part).Where(file => file.In(location.Folder) is null))
            {
                mirrors.Fetch(file, location.Folder, download, cancellation).GetAwaiter().GetResult();
            }
        }

        (MnistFile images, MnistFile labels) = _files.Of(part);
        IdxImages pixels = IdxFile.Images(Read(images, location), images.Name);
        return new(pixels.Pixels, IdxFile.Labels(Read(labels, location), labels.Name), pixels.Size);
    }

    /// <summary>Verifies the files that are in the folder; nothing is downloaded.</summary>
    /// <returns>What is wrong, one error a file; empty if each is the published file or missing.</returns>
    public IReadOnlyList<SaccadeException> Verify()
    {
        MnistLocation location = Find();
        List<SaccadeException> wrong = [];
        foreach (MnistFile file in Enum.GetValues<MnistPart>().SelectMany(FilesOf).Where(file => file.In(location.Folder) is not null))
        {
            try
            {
                _ = Read(file, location);
            }
            catch (SaccadeException e)
            {
                wrong.Add(e);
            }
        }
        return wrong;
    }

    private IEnumerable<MnistFile> FilesOf(MnistPart part) => [_files.Of(part).Images, _files.Of(part).Labels];

    private static IdxContent Read(MnistFile file, MnistLocation location)
    {
        string path = file.In(location.Folder) ?? Path.Combine(location.Folder, file.PackedName);
        return file.Read(path, location.Origin == MnistOrigin.Cache
            ? "delete it; it will be downloaded again"
            : $"put the published {file.PackedName} there");
    }

    private static SaccadeException Missing(MnistLocation location)
    {
        bool environment = location.Origin == MnistOrigin.Environment;
        string state = Directory.Exists(location.Folder) ? "the folder lacks"
            : File.Exists(location.Folder) ? "it is a file and must be a folder that holds"
            : "the folder does not exist; it must hold";
        return new(new(
            ErrorKind.Missing, Key: environment ? "SACCADE_DATA" : "data folder", Value: location.Folder,
            Detail: $"{state} {string.Join(", ", location.Missing)} (or the same without .gz)",
            Remedy: $"put the files there, or {(environment ? "unset SACCADE_DATA" : "name no folder")} to have them downloaded"));
    }

    private (string Folder, MnistOrigin Origin) Folder()
    {
        if (_folder is not null) return (_folder, MnistOrigin.Caller);
        return _environment("SACCADE_DATA") is { Length: > 0 } named
            ? (named, MnistOrigin.Environment)
            : (Path.Combine(UserCache.Folder(_environment), "mnist"), MnistOrigin.Cache);
    }
}
