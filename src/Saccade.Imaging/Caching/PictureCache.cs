using System.Text;
using Saccade.Imaging.Decoding;
using Saccade.Imaging.Folders;
using Saccade.IO;

namespace Saccade.Imaging.Caching;

/// <summary>
/// A folder of decoded pictures, shared by processes. Each set of contents and options is one pack file, written beside its name and
/// then renamed: a killed process leaves none, and of two that write the same one, the last wins. When the folder grows too large,
/// the packs used longest ago are removed, but none that is open.
/// </summary>
public sealed class PictureCache
{
    /// <summary>The most bytes of the folder by default, 20 GiB.</summary>
    public const long DefaultBytes = 20L << 30;

    // Part of every name: decoding that gives other pixels needs another number.
    private const int DecoderVersion = 1;
    private const string PackEnding = ".pack";
    private const string IndexEnding = ".hashes";
    private const int NameCharacters = 32;

    /// <summary>Creates a cache; nothing is written before it is needed.</summary>
    /// <param name="folder">The folder; null for <c>pictures</c> in the user's cache folder, see <see cref="UserCache"/>.</param>
    /// <param name="mostBytes">The most bytes of the folder.</param>
    public PictureCache(string? folder = null, long mostBytes = DefaultBytes) =>
        (Folder, MostBytes) = (folder ?? Path.Combine(UserCache.Folder(), "pictures"), mostBytes);

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The most bytes of the folder.</summary>
    public long MostBytes { get; }

    /// <summary>The path of the index of hashes of a folder or list.</summary>
    internal string IndexPath(string root) => Path.Combine(Folder, Name(Encoding.UTF8.GetBytes(Path.GetFullPath(root))) + IndexEnding);

    /// <summary>Creates the folder.</summary>
    /// <exception cref="SaccadeException">It cannot be created.</exception>
    internal void Create()
    {
        try
        {
            Directory.CreateDirectory(Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            SaccadeException failure = SaccadeException.OfFile(ErrorKind.Unwritable, Folder, e);
            throw failure.With(failure.Error with { Remedy = $"name another folder for the cache with {UserCache.Variable}" });
        }
    }

    /// <summary>Opens the pack of some pictures, and first makes it if it is missing or damaged.</summary>
    /// <param name="pictures">The pictures by content.</param>
    /// <param name="options">How they are decoded.</param>
    /// <param name="progress">Receives the progress of decoding.</param>
    /// <param name="cancellation">Stops decoding.</param>
    /// <exception cref="SaccadeException">A file can no longer be read, or the cache not be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal Pack Open(
        IReadOnlyDictionary<ContentHash, IPictureContent> pictures, DecodingOptions options,
        IProgress<PictureProgress>? progress = null, CancellationToken cancellation = default)
    {
        ContentHash[] hashes = [.. pictures.Keys.Order()];
        string kind = string.Create(CultureInfo.InvariantCulture,
            $"{DecoderVersion}-{options.Channels}-{options.ShortSide}-{options.Ground}-");
        string path = Path.Combine(Folder, kind.ToLowerInvariant() + Name([.. hashes.SelectMany(hash => hash.ToBytes())]) + PackEnding);
        if (TryOpen(path) is Pack pack)
        {
            return pack;
        }
        Create();
        AtomicFile.RemoveLeftovers(Folder);
        using (Pack? donor = NewestPack(kind.ToLowerInvariant()))
        {
            Make(path, pictures, options, donor, progress, cancellation);
        }
        pack = Pack.Open(path);
        RemoveOldest();
        return pack;
    }

    private void Make(
        string path, IReadOnlyDictionary<ContentHash, IPictureContent> pictures, DecodingOptions options, Pack? donor,
        IProgress<PictureProgress>? progress, CancellationToken cancellation)
    {
        using PackWriter writer = new(path, MostBytes);
        (ContentHash Hash, IPictureContent Content)[] work = [.. pictures.Select(picture => (picture.Key, picture.Value))];
        PictureWork.Run(work.Length, decoding: true, progress, cancellation, i =>
        {
            (ContentHash hash, IPictureContent content) = work[i];
            if (donor?.Find(hash) is { Reason: null } known)
            {
                byte[] pixels = new byte[known.Size.Pixels];
                donor.Read(known, pixels);
                writer.Add(hash, known.Size, pixels);
                return;
            }
            byte[] bytes = content.Read();
            if (ContentHash.Of(bytes) != hash)
            {
                throw new SaccadeException(new(
                    ErrorKind.Mismatch, Detail: $"a picture has changed while the pictures were read: {content.Stamp.Split('\0')[0]}",
                    Remedy: "start again"));
            }
            try
            {
                Picture picture = PictureDecoder.Decode(bytes, options);
                writer.Add(hash, picture.Size, picture.Pixels);
            }
            catch (SaccadeException e) when (e.Error.Key != "cache size" && e.Error.Kind != ErrorKind.Unwritable)
            {
                writer.Add(hash, UnreadablePicture.Of("", e).Reason);
            }
        });
        writer.Commit();
    }

    /// <summary>The pack that was used last of those decoded alike, whose pictures need not be decoded again; null for none.</summary>
    private Pack? NewestPack(string kind) => new DirectoryInfo(Folder).GetFiles(kind + "*" + PackEnding)
        .OrderByDescending(file => file.LastWriteTimeUtc)
        .Select(file => TryOpen(file.FullName, touch: false)).FirstOrDefault(pack => pack is not null);

    private static Pack? TryOpen(string path, bool touch = true)
    {
        try
        {
            Pack pack = Pack.Open(path);
            if (touch)
            {
                Touch(path);
            }
            return pack;
        }
        catch (SaccadeException)
        {
            // Missing or damaged: it is made anew.
            return null;
        }
    }

    private static void Touch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's cache: it is used all the same.
        }
    }

    private void RemoveOldest()
    {
        FileInfo[] files = [.. new DirectoryInfo(Folder).GetFiles().Where(file => file.Extension is PackEnding or IndexEnding)];
        long bytes = files.Sum(file => file.Length);
        foreach (FileInfo file in files.OrderBy(file => file.LastWriteTimeUtc))
        {
            if (bytes <= MostBytes)
            {
                return;
            }
            bytes -= TryRemove(file) ? file.Length : 0;
        }
    }

    /// <summary>Removes a file that no process has open.</summary>
    private static bool TryRemove(FileInfo file)
    {
        try
        {
            using FileStream alone = new(
                file.FullName, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Name(byte[] content) => Convert.ToHexStringLower(ContentHash.Of(content).ToBytes())[..NameCharacters];
}
