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
            Text.Print($"{found.OtherFiles:N0} files of other kinds were not opened.");
        }
        if (found.Shared.Count > 0)
        {
            Text.Print($"{found.Shared.Count:N0} pictures occur in two splits:");
            foreach (SharedPicture shared in found.Shared.Take(MostShared))
            {
                Text.Print($"  {shared.Name} ({shared.Split.Word()}), {shared.OtherName} ({shared.OtherSplit.Word()})");
            }
        }
        if (found.Unreadable.Count > 0)
        {
            Text.Print($"{found.Unreadable.Count:N0} files of {path} could not be read and are passed over:");
            foreach (UnreadablePicture unreadable in found.Unreadable)
            {
                Text.Print($"  {unreadable.Name}: {unreadable.Reason}");
            }
        }
    }
}
