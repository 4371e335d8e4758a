using System.Collections.Concurrent;
using System.Text;
using Saccade.Imaging.Decoding;
using Saccade.Imaging.Folders;
using Saccade.IO;

namespace Saccade.Imaging.Caching;

/// <summary>
/// A folder of decoded pictures, shared by processes. Each set of contents and options is one pack file, written beside its name and
/// then renamed: a killed process leaves none, and of two that write the same one, the last wins. Before the folder grows too large,
/// the packs used longest ago are removed, but none that is open, as far as the disk has locks.
/// </summary>
public sealed class PictureCache
{
    /// <summary>The environment variable that bounds the folder, in GiB.</summary>
    public const string SizeVariable = "SACCADE_CACHE_SIZE";

    /// <summary>The most bytes of the folder by default, 20 GiB.</summary>
    public const long DefaultBytes = 20L << 30;

    /// <summary>The most GiB that the folder can be bounded to.</summary>
    public const int MostGibibytes = 1 << 20;

    // Part of every name: decoding that gives other pixels needs another number.
    private const int DecoderVersion = 2;
    private const string PackEnding = ".pack";
    private const string IndexEnding = ".hashes";
    private const int NameCharacters = 32;

    /// <summary>Creates a cache; nothing is written before it is needed.</summary>
    /// <param name="folder">The folder; null for <c>pictures</c> in the user's cache folder, see <see cref="UserCache"/>.</param>
    /// <param name="mostBytes">
    /// The most bytes of the folder; null for the GiB of <c>SACCADE_CACHE_SIZE</c>, else for <see cref="DefaultBytes"/>.
    /// </param>
    /// <exception cref="OptionException"><c>SACCADE_CACHE_SIZE</c> is no number of GiB.</exception>
    public PictureCache(string? folder = null, long? mostBytes = null) =>
        (Folder, MostBytes) = (folder ?? Path.Combine(UserCache.Folder(), "pictures"),
            mostBytes ?? BytesOf(Environment.GetEnvironmentVariable));

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

    /// <summary>The most bytes of the folder where nothing else is said.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    internal static long BytesOf(Func<string, string?> environment)
    {
        if (environment(SizeVariable) is not { Length: > 0 } size)
        {
            return DefaultBytes;
        }
        return int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out int gibibytes)
            && gibibytes is >= 1 and <= MostGibibytes
            ? (long)gibibytes << 30
            : throw new OptionException(new(
                ErrorKind.NotAllowed, Key: SizeVariable, Value: size,
                Allowed: string.Create(CultureInfo.InvariantCulture, $"a whole number of GiB from 1 to {MostGibibytes:N0}")));
    }

    /// <summary>Opens the pack of some pictures, and first makes it if it is missing, damaged or lacks some.</summary>
    /// <param name="pictures">The pictures by content.</param>
    /// <param name="options">How they are decoded.</param>
    /// <param name="lost">Receives the pictures that can no longer be read, with the reason; the pack lacks these.</param>
    /// <param name="progress">Receives the progress of decoding.</param>
    /// <param name="cancellation">Stops decoding.</param>
    /// <exception cref="SaccadeException">The cache cannot be written, or a file changes while it is read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal Pack Open(
        IReadOnlyDictionary<ContentHash, IPictureContent> pictures, DecodingOptions options,
        ConcurrentDictionary<ContentHash, string> lost, IProgress<PictureProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ContentHash[] hashes = [.. pictures.Keys.Order()];
        string kind = string.Create(CultureInfo.InvariantCulture,
            $"{DecoderVersion}-{options.Channels}-{options.ShortSide}-{options.Ground}-").ToLowerInvariant();
        string path = Path.Combine(Folder, kind + Name([.. hashes.SelectMany(hash => hash.ToBytes())]) + PackEnding);
        Pack? pack = TryOpen(path);
        if (pack?.CountOf(hashes) == hashes.Length)
        {
            Touch(path);
            return pack;
        }
        pack?.Dispose();
        Create();
        AtomicFile.RemoveLeftovers(Folder);
        Write();
        // Another process that makes room may have removed it already.
        if (TryOpen(path) is Pack written)
        {
            return written;
        }
        Write();
        return Pack.Open(path);

        void Write()
        {
            using PackWriter writer = new(path, MostBytes, room => RemoveOldest(room, path));
            using (Pack? donor = BestDonor(kind, hashes))
            {
                Fill(writer, pictures, options, donor, lost, progress, cancellation);
            }
            writer.Commit();
        }
    }

    private static void Fill(
        PackWriter writer, IReadOnlyDictionary<ContentHash, IPictureContent> pictures, DecodingOptions options, Pack? donor,
        ConcurrentDictionary<ContentHash, string> lost, IProgress<PictureProgress>? progress, CancellationToken cancellation)
    {
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
            byte[] bytes;
            try
            {
                bytes = content.Read();
            }
            catch (SaccadeException e)
            {
                // Its hash was known by its stamp, so that it was not read before.
                lost[hash] = UnreadablePicture.Of("", e).Reason;
                return;
            }
            if (ContentHash.Of(bytes) != hash)
            {
                throw new SaccadeException(new(
                    ErrorKind.Mismatch, content.Stamp.Path, "the picture is not the one that was read before", "start again"));
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
    }

    /// <summary>The pack that has most of some pictures, decoded alike, which need not be decoded again; null for none.</summary>
    private Pack? BestDonor(string kind, IReadOnlyList<ContentHash> hashes)
    {
        (Pack? best, int most) = (null, 0);
        foreach (FileInfo file in new DirectoryInfo(Folder).GetFiles(kind + "*" + PackEnding))
        {
            Pack? pack = TryOpen(file.FullName);
            if (pack?.CountOf(hashes) is int count && count > most)
            {
                (pack, best, most) = (best, pack, count);
            }
            pack?.Dispose();
        }
        return best;
    }

    private static Pack? TryOpen(string path)
    {
        try
        {
            return Pack.Open(path);
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

    /// <summary>
    /// Removes files, packs first and those used longest ago first, until there is room for a pack that is being written.
    /// </summary>
    /// <param name="room">The bytes that it needs.</param>
    /// <param name="path">Its path.</param>
    internal void RemoveOldest(long room, string path)
    {
        FileInfo[] files = [.. new DirectoryInfo(Folder).GetFiles()];
        string written = $".{Path.GetFileName(path)}.";
        long bytes = room + files.Where(file => !file.Name.StartsWith(written, StringComparison.Ordinal)).Sum(LengthOf);
        foreach (FileInfo file in files.Where(file => file.Extension is PackEnding or IndexEnding)
            .OrderBy(file => file.Extension == IndexEnding).ThenBy(file => file.LastWriteTimeUtc))
        {
            if (bytes <= MostBytes)
            {
                return;
            }
            long length = LengthOf(file);
            bytes -= TryRemove(file) ? length : 0;
        }
    }

    /// <summary>The length of a file; another process may have removed it meanwhile.</summary>
    private static long LengthOf(FileInfo file) => file.Exists ? file.Length : 0;

    /// <summary>Whether a file could be removed: no process has it open.</summary>
    private static bool TryRemove(FileInfo file)
    {
        try
        {
            using FileStream alone = new(
                file.FullName, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            return true;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Name(byte[] content) => Convert.ToHexStringLower(ContentHash.Of(content).ToBytes())[..NameCharacters];
}
