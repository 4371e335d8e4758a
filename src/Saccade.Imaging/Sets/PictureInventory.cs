using Saccade.Imaging.Folders;
using Saccade.Tasks;

namespace Saccade.Imaging.Sets;

/// <summary>What was found in a folder or list of pictures.</summary>
public sealed record PictureInventory
{
    /// <summary>The number of pictures of each class in each split, [class][split].</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Counts { get; init; }

    /// <summary>The smallest height and the smallest width after decoding, in pixels.</summary>
    public required ImageSize Smallest { get; init; }

    /// <summary>The largest height and the largest width after decoding, in pixels.</summary>
    public required ImageSize Largest { get; init; }

    /// <summary>What was passed over, each with its reason.</summary>
    public required IReadOnlyList<UnreadablePicture> Unreadable { get; init; }

    /// <summary>The number of pictures that lie in no folder of a class, which were not opened.</summary>
    public int WithoutClass { get; init; }

    /// <summary>The number of files of other kinds, which were not opened.</summary>
    public required int OtherFiles { get; init; }

    /// <summary>Pictures whose content occurs in two splits.</summary>
    public required IReadOnlyList<SharedPicture> Shared { get; init; }

    /// <summary>Pictures whose content occurs with two labels.</summary>
    public IReadOnlyList<ConflictingLabels> Conflicting { get; init; } = [];

    /// <summary>
    /// SHA-256, in hexadecimal digits, of the contents, labels and splits of the training and validation pictures, whatever the names of
    /// the files.
    /// </summary>
    public required string Fingerprint { get; init; }

    /// <summary>That of the test pictures.</summary>
    public required string TestFingerprint { get; init; }

    /// <summary>The number of pictures of a split.</summary>
    public int Count(Split split) => Counts.Sum(ofClass => ofClass[(int)split]);
}
