using Saccade.Imaging.Folders;
using Saccade.Imaging.Sets;

namespace Saccade.Experiments.Config;

/// <summary>Warnings about pictures that can be read, before a training on them begins.</summary>
internal static class PictureWarnings
{
    private const int FewPictures = 1_000;
    private const int Unbalanced = 5;
    private const int MostNamed = 5;

    /// <summary>The warnings, a sentence each.</summary>
    /// <param name="path">Where the pictures are.</param>
    /// <param name="set">What was found.</param>
    public static IEnumerable<string> Of(string path, PictureSet set)
    {
        PictureInventory found = set.Inventory;
        foreach (string unreadable in OfUnreadable(path, set))
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
                    + $"{string.Join(", ", missing.Take(MostNamed))}{(missing.Length > MostNamed ? " …" : "")}.";
            }
        }
        int training = found.Count(Split.Train);
        if (training < FewPictures)
        {
            yield return $"There are only {Number(training)} training pictures; a model learned from fewer than about "
                + $"{Number(FewPictures)} seldom knows others.";
        }
        int[] counts = [.. found.Counts.Select(ofClass => ofClass[(int)Split.Train])];
        (int least, int most) = (Array.IndexOf(counts, counts.Min()), Array.IndexOf(counts, counts.Max()));
        if (counts[most] >= Unbalanced * Math.Max(1, counts[least]))
        {
            yield return $"The classes are unbalanced: {set.ClassNames[least]} has {Number(counts[least])} training pictures, "
                + $"{set.ClassNames[most]} {Number(counts[most])}; judge by the balanced accuracy. "
                + "training.loss.class_weights=balanced weights rare classes more.";
        }
        if (found.Shared is [SharedPicture first, ..])
        {
            yield return $"{Number(found.Shared.Count)} pictures occur in two splits, such as {first.Name} ({first.Split.Word()}) and "
                + $"{first.OtherName} ({first.OtherSplit.Word()}): the error may be too low.";
        }
    }

    /// <summary>A warning about files that cannot be read, if there are any.</summary>
    /// <param name="path">Where the pictures are.</param>
    /// <param name="set">What was found.</param>
    public static IEnumerable<string> OfUnreadable(string path, PictureSet set) => set.Inventory.Unreadable is [UnreadablePicture first, ..]
        ? [$"{Number(set.Inventory.Unreadable.Count)} files of {path} could not be read and are passed over, such as "
            + $"{first.Name} ({first.Reason})."]
        : [];

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
