using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Saccade.Imaging.Caching;
using Saccade.Imaging.Decoding;
using Saccade.Imaging.Folders;
using Saccade.Tasks;

namespace Saccade.Imaging.Sets;

/// <summary>
/// The pictures of a folder, a list or Parquet files in three splits. Pictures without a split are divided by the hash of their content,
/// 70% training, 15% validation, 15% test, so that adding files moves none; where there are training pictures and no validation
/// pictures, 15% of the training pictures become these.
/// </summary>
public sealed class PictureSet : IDisposable
{
    private const double ValidationFrom = 0.70;
    private const double TestFrom = 0.85;

    private readonly Pack _pack;
    private readonly Dictionary<Split, PackedImages> _images;

    private PictureSet(Pack pack, Dictionary<Split, PackedImages> images, IReadOnlyList<string> classNames, PictureInventory inventory) =>
        (_pack, _images, ClassNames, Inventory) = (pack, images, classNames, inventory);

    /// <summary>The names of the classes in the order of their numbers.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>What was found.</summary>
    public PictureInventory Inventory { get; }

    /// <summary>Channels, and the largest height and width of all pictures.</summary>
    public ImageSize Size => Inventory.Largest;

    /// <summary>Opens pictures; those that the cache does not have are decoded into it, by all cores.</summary>
    /// <param name="path">A folder, a .csv or a .parquet file.</param>
    /// <param name="options">What pictures become.</param>
    /// <param name="cache">Where decoded pictures are kept; null for the user's cache folder.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="SaccadeException">There are no pictures, none can be decoded, or the cache cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static PictureSet Open(
        string path, DecodingOptions options, PictureCache? cache = null,
        IProgress<PictureProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Open(path, PictureList.Read(path), options, cache, progress, cancellation);
    }

    /// <inheritdoc cref="Open(string, DecodingOptions, PictureCache?, IProgress{PictureProgress}?, CancellationToken)"/>
    /// <summary>
    /// Opens pictures whose classes do not matter, such as those of a background: a folder has them at any depth, itself or in folders
    /// train, val and test. All have the class 0, whose name is empty.
    /// </summary>
    public static PictureSet OpenWithoutClasses(
        string path, DecodingOptions options, PictureCache? cache = null,
        IProgress<PictureProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Open(path, PictureList.ReadWithoutClasses(path), options, cache, progress, cancellation);
    }

    /// <summary>Opens the pictures of a list.</summary>
    internal static PictureSet Open(
        string path, PictureList list, DecodingOptions options, PictureCache? cache, IProgress<PictureProgress>? progress,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        cache ??= new();
        ConcurrentBag<UnreadablePicture> unreadable = [.. list.Unreadable];
        string indexPath = cache.IndexPath(path);
        HashIndex index = HashIndex.Read(indexPath);
        ContentHash?[] hashes = Hash(list, index, unreadable, progress, cancellation);
        Keep(index, cache, indexPath);
        Dictionary<ContentHash, IPictureContent> contents = [];
        for (int i = 0; i < hashes.Length; i++)
        {
            if (hashes[i] is ContentHash hash)
            {
                contents.TryAdd(hash, list.Pictures[i].Content);
            }
        }
        ConcurrentDictionary<ContentHash, string> lost = [];
        Pack pack = OpenPack();
        try
        {
            for (int i = 0; i < hashes.Length; i++)
            {
                if (hashes[i] is ContentHash hash && lost.TryGetValue(hash, out string? reason))
                {
                    hashes[i] = null;
                    unreadable.Add(new(list.Pictures[i].Name, reason));
                    index.Forget(list.Pictures[i].Content.Stamp);
                }
            }
            Keep(index, cache, indexPath);
            return Arrange(path, list, hashes, pack, unreadable);
        }
        catch
        {
            pack.Dispose();
            throw;
        }

        Pack OpenPack()
        {
            try
            {
                return cache.Open(contents, options, lost, progress, cancellation);
            }
            catch (SaccadeException e) when (e.Error.Kind == ErrorKind.Mismatch)
            {
                index.Clear();
                Keep(index, cache, indexPath);
                throw;
            }
        }
    }

    /// <summary>The pictures of a split; null if it has none.</summary>
    public PackedImages? Images(Split split) => _images[split] is { Labels.Count: > 0 } images ? images : null;

    /// <summary>Closes the cache's file, which may then be removed.</summary>
    public void Dispose() => _pack.Dispose();

    /// <summary>The hash of each picture; null for one that cannot be read.</summary>
    private static ContentHash?[] Hash(
        PictureList list, HashIndex index, ConcurrentBag<UnreadablePicture> unreadable, IProgress<PictureProgress>? progress,
        CancellationToken cancellation)
    {
        ContentHash?[] hashes = new ContentHash?[list.Pictures.Count];
        PictureWork.Run(hashes.Length, decoding: false, progress, cancellation, i =>
        {
            ListedPicture picture = list.Pictures[i];
            try
            {
                hashes[i] = index.Find(picture.Content.Stamp, picture.Content.Read);
            }
            catch (SaccadeException e)
            {
                unreadable.Add(UnreadablePicture.Of(picture.Name, e));
            }
        });
        return hashes;
    }

    private static void Keep(HashIndex index, PictureCache cache, string path)
    {
        if (index.Changed)
        {
            cache.Create();
            index.Write(path);
        }
    }

    private static PictureSet Arrange(
        string path, PictureList list, ContentHash?[] hashes, Pack pack, ConcurrentBag<UnreadablePicture> unreadable)
    {
        Dictionary<string, int> classes = list.ClassNames.Index().ToDictionary(name => name.Item, name => name.Index);
        bool takesValidation = list.Pictures.Any(picture => picture.Split == Split.Train)
            && !list.Pictures.Any(picture => picture.Split == Split.Validation);
        Dictionary<Split, List<(ContentHash Hash, PackEntry Entry, int Label, string Name)>> splits =
            Enum.GetValues<Split>().ToDictionary(split => split, _ => new List<(ContentHash, PackEntry, int, string)>());
        Dictionary<ContentHash, (Split Split, string Name, string Label)> seen = [];
        List<SharedPicture> shared = [];
        List<ConflictingLabels> conflicting = [];
        for (int i = 0; i < hashes.Length; i++)
        {
            if (hashes[i] is not ContentHash hash)
            {
                continue;
            }
            ListedPicture picture = list.Pictures[i];
            PackEntry entry = pack.Find(hash)!.Value;
            if (entry.Reason is string reason)
            {
                unreadable.Add(new(picture.Name, reason));
                continue;
            }
            Split split = SplitOf(picture.Split, hash, takesValidation);
            splits[split].Add((hash, entry, classes[picture.Label], picture.Name));
            if (seen.TryAdd(hash, (split, picture.Name, picture.Label)))
            {
                continue;
            }
            (Split otherSplit, string otherName, string otherLabel) = seen[hash];
            if (otherSplit != split)
            {
                shared.Add(new(picture.Name, split, otherName, otherSplit));
            }
            if (otherLabel != picture.Label)
            {
                conflicting.Add(new(picture.Name, picture.Label, otherName, otherLabel));
            }
        }
        if (seen.Count == 0)
        {
            throw NothingReadable(path, [.. unreadable]);
        }
        Dictionary<Split, PackedImages> images = splits.ToDictionary(split => split.Key, split => new PackedImages(
            pack, [.. split.Value.OrderBy(picture => picture.Hash).ThenBy(picture => picture.Name, StringComparer.Ordinal)
                .Select(picture => (picture.Entry, picture.Label, picture.Name))]));
        ImageSize[] sizes = [.. splits.Values.SelectMany(split => split).Select(picture => picture.Entry.Size)];
        return new(pack, images, list.ClassNames, new()
        {
            Counts = [.. list.ClassNames.Select((_, label) =>
                (IReadOnlyList<int>)[.. Enum.GetValues<Split>().Select(split => splits[split].Count(picture => picture.Label == label))])],
            Smallest = new(sizes[0].Channels, sizes.Min(size => size.Height), sizes.Min(size => size.Width)),
            Largest = new(sizes[0].Channels, sizes.Max(size => size.Height), sizes.Max(size => size.Width)),
            Unreadable = [.. unreadable.OrderBy(picture => picture.Name, StringComparer.Ordinal)],
            WithoutClass = list.WithoutClass,
            OtherFiles = list.OtherFiles,
            Shared = shared,
            Conflicting = conflicting,
            Fingerprint = Fingerprint(Split.Train, Split.Validation),
            TestFingerprint = Fingerprint(Split.Test),
        });

        string Fingerprint(params Split[] some) => FingerprintOf(some.SelectMany(
            split => splits[split].Select(picture => (picture.Hash, list.ClassNames[picture.Label], split))));
    }

    /// <summary>The hash of the sorted contents, labels and splits.</summary>
    private static string FingerprintOf(IEnumerable<(ContentHash Hash, string Label, Split Split)> pictures)
    {
        using IncrementalHash all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((ContentHash hash, string label, Split split) in pictures
            .OrderBy(picture => picture.Hash).ThenBy(picture => picture.Label, StringComparer.Ordinal).ThenBy(picture => picture.Split))
        {
            all.AppendData(hash.ToBytes());
            all.AppendData(Encoding.UTF8.GetBytes($"{label}\0{split}\0"));
        }
        return Convert.ToHexStringLower(all.GetHashAndReset());
    }

    private static Split SplitOf(Split? stated, ContentHash hash, bool takesValidation) => stated switch
    {
        Split.Train when takesValidation => hash.Uniform < TestFrom ? Split.Train : Split.Validation,
        Split split => split,
        null when hash.Uniform < ValidationFrom => Split.Train,
        null => hash.Uniform < TestFrom ? Split.Validation : Split.Test,
    };

    private static SaccadeException NothingReadable(string path, IReadOnlyList<UnreadablePicture> unreadable) => new(new(
        ErrorKind.Unreadable, path,
        string.Create(CultureInfo.InvariantCulture, $"none of its {unreadable.Count:N0} pictures, such as ")
            + $"{unreadable[0].Name} ({unreadable[0].Reason})"));
}
