using Saccade.Experiments.Reports;
using Saccade.Imaging.Folders;
using Saccade.Imaging.Sets;

namespace Saccade.Cli.Display;

/// <summary>Prints what was found in a folder or list of pictures.</summary>
internal static class InventoryDisplay
{
    private const int MostShared = 20;

    private static readonly TextColumn[] s_columns =
        [new("class", IsText: true), .. Enum.GetValues<Split>().Select(split => new TextColumn(split.Word()))];

    public static void Show(string path, PictureSet set)
    {
        PictureInventory found = set.Inventory;
        List<IReadOnlyList<string>> rows =
            [.. set.ClassNames.Zip(found.Counts, (name, counts) => (string[])[name, .. counts.Select(count => $"{count:N0}")])];
        rows.Add([$"all {set.ClassNames.Count:N0}", .. Enum.GetValues<Split>().Select(split => $"{found.Count(split):N0}")]);
        foreach (string line in TextTable.Lines(s_columns, rows, Terminal.Width))
        {
            Console.WriteLine(TerminalText.OneLine(line, Text.MostOfLine));
        }
        Console.WriteLine();
        ShowFiles(path, found);
    }

    /// <summary>Prints what was found of pictures among which others are placed.</summary>
    public static void ShowBackground(string path, PictureSet set)
    {
        PictureInventory found = set.Inventory;
        IEnumerable<string> counts = Enum.GetValues<Split>().Select(split => $"{found.Count(split):N0} {split.Kind()}");
        Text.Print($"Background: {string.Join(", ", counts)} pictures of {path}.");
        ShowFiles(path, found with { Shared = [] });
    }

    private static void ShowFiles(string path, PictureInventory found)
    {
        Text.Print(found.Smallest == found.Largest ? $"Sizes: {found.Largest}." : $"Sizes: {found.Smallest} to {found.Largest}.");
        if (found.OtherFiles > 0)
        {
            Text.Print($"{Counted.Of(found.OtherFiles, "file of another kind was", "files of other kinds were")} not opened.");
        }
        if (found.WithoutClass > 0)
        {
            Text.Print($"{Counted.Of(found.WithoutClass, "picture lies", "pictures lie")} in no class folder.");
        }
        if (found.Shared.Count > 0)
        {
            Text.Print($"{Counted.Of(found.Shared.Count, "picture occurs", "pictures occur")} in two splits:");
            foreach (SharedPicture shared in found.Shared.Take(MostShared))
            {
                Text.Print($"  {shared.Name} ({shared.Split.Word()}), {shared.OtherName} ({shared.OtherSplit.Word()})");
            }
        }
        if (found.Conflicting.Count > 0)
        {
            Text.Print($"{Counted.Of(found.Conflicting.Count, "picture has", "pictures have")} two labels:");
            foreach (ConflictingLabels picture in found.Conflicting.Take(MostShared))
            {
                Text.Print($"  {picture.Name} ({picture.Label}), {picture.OtherName} ({picture.OtherLabel})");
            }
        }
        if (found.Unreadable.Count > 0)
        {
            Text.Print($"{PictureWarnings.UnreadableText(path, found)}:");
            foreach (UnreadablePicture unreadable in found.Unreadable)
            {
                Text.Print($"  {unreadable.Name}: {unreadable.Reason}");
            }
        }
    }
}
