using Saccade.Imaging.Folders;
using Saccade.Imaging.Sets;

namespace Saccade.Experiments.Config;

/// <summary>Warnings about what was found in a folder or list of pictures.</summary>
public static class PictureWarnings
{
    private const int FewPictures = 1_000;
    private const int Unbalanced = 5;
    private const int MostNamed = 5;

    /// <summary>The warnings before a training on the pictures begins, a sentence each.</summary>
    /// <param name="path">Where the pictures are.</param>
    /// <param name="set">What was found.</param>
    internal static IEnumerable<string> Of(string path, PictureSet set)
    {
        PictureInventory found = set.Inventory;
        foreach (string unreadable in OfUnreadable(path, found))
        {
            yield return $"{unreadable[..^1]}; 'saccade data --images {ShellWord.Quote(path)}' lists them.";
        }
        foreach (Split split in Enum.GetValues<Split>())
        {
            string[] missing = [.. set.ClassNames.Where((_, label) => found.Counts[label][(int)split] == 0)];
            if (found.Count(split) == 0)
            {
                yield return $"There are no {split.Kind()} pictures"
                    + (split == Split.Test ? ", so that eval needs --split validation." : ".");
            }
            else if (set.ClassNames.Count - missing.Length == 1)
            {
                yield return $"All {split.Kind()} pictures have the class {set.ClassNames.Except(missing).Single()}, "
                    + "so their error says nothing about the other classes.";
            }
            else if (missing.Length > 0)
            {
                yield return $"{Number(missing.Length)} of {Number(set.ClassNames.Count)} classes have no {split.Kind()} pictures: "
                    + $"{Counted.Names(missing, MostNamed)}.";
            }
        }
        int training = found.Count(Split.Train);
        if (training < FewPictures)
        {
            yield return $"There {(training == 1 ? "is" : "are")} only {Counted.Of(training, "training picture")}; "
                + $"a model learned from fewer than about {Number(FewPictures)} seldom knows others.";
        }
        int[] counts = [.. found.Counts.Select(ofClass => ofClass[(int)Split.Train])];
        (int least, int most) = (Array.IndexOf(counts, counts.Min()), Array.IndexOf(counts, counts.Max()));
        if (counts[most] >= Unbalanced * Math.Max(1, counts[least]))
        {
            yield return $"The classes are unbalanced: {set.ClassNames[least]} has {Counted.Of(counts[least], "training picture")}, "
                + $"{set.ClassNames[most]} {Number(counts[most])}; judge by the balanced accuracy. "
                + "training.loss.class_weights=balanced weights rare classes more.";
        }
        if (found.Shared is [SharedPicture first, ..])
        {
            yield return $"{Counted.Of(found.Shared.Count, "picture occurs", "pictures occur")} in two splits, such as "
                + $"{first.Name} ({first.Split.Word()}) and {first.OtherName} ({first.OtherSplit.Word()}): the error may be too low.";
        }
        if (found.Conflicting is [ConflictingLabels picture, ..])
        {
            yield return $"{Counted.Of(found.Conflicting.Count, "picture has", "pictures have")} two labels, such as {picture.Name} "
                + $"({picture.Label}) and {picture.OtherName} ({picture.OtherLabel}) of the same content: no model can learn both.";
        }
        if (found.WithoutClass > 0)
        {
            yield return $"{Counted.Of(found.WithoutClass, "picture")} of {path} "
                + (found.WithoutClass == 1 ? "lies in no class folder and is" : "lie in no class folder and are") + " passed over.";
        }
    }

    /// <summary>A warning about files that cannot be read, if there are any.</summary>
    /// <param name="path">Where the pictures are.</param>
    /// <param name="found">What was found.</param>
    internal static IEnumerable<string> OfUnreadable(string path, PictureInventory found) =>
        found.Unreadable is [UnreadablePicture first, ..]
            ? [$"{UnreadableText(path, found)}, such as {first.Name} ({first.Reason})."]
            : [];

    /// <summary>How many files cannot be read, as the beginning of a sentence.</summary>
    /// <param name="path">Where the pictures are.</param>
    /// <param name="found">What was found.</param>
    public static string UnreadableText(string path, PictureInventory found)
    {
        ArgumentNullException.ThrowIfNull(found);
        return $"{Counted.Of(found.Unreadable.Count, "file")} of {path} could not be read and "
            + $"{(found.Unreadable.Count == 1 ? "is" : "are")} passed over";
    }

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
