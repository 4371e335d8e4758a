using Saccade.Tasks;

namespace Saccade.Imaging.Folders;

/// <summary>
/// Parquet files as Hugging Face writes them: a column of pictures (a struct of bytes and path, or bytes alone) and one of labels
/// (numbers, whose names the metadata may have, or texts). The split is what the name of a file begins with, such as
/// <c>train-00000-of-00001.parquet</c>.
/// </summary>
internal static class ParquetList
{
    /// <summary>The ending of the files.</summary>
    public const string Ending = ".parquet";

    /// <summary>Lists the pictures of files.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="needsLabels">Whether rows without a label are passed over.</param>
    /// <exception cref="SaccadeException">A file cannot be read, or lacks pictures or labels.</exception>
    public static PictureList Read(IReadOnlyList<string> paths, bool needsLabels = true)
    {
        List<ListedPicture> pictures = [];
        List<UnreadablePicture> unreadable = [];
        IReadOnlyList<string> names = [];
        foreach (string path in paths)
        {
            ParquetFile file = ParquetFile.Open(path);
            string name = Path.GetFileName(path);
            Split? split = SplitNames.Of(name.Split('-', '.', '_')[0]);
            names = file.ClassNames.Count > names.Count ? file.ClassNames : names;
            foreach ((int row, string? label) in file.Labels.Index())
            {
                string picture = string.Create(CultureInfo.InvariantCulture, $"{name}#{row}");
                if (label is null && needsLabels)
                {
                    unreadable.Add(new(picture, "it has no label"));
                }
                else
                {
                    pictures.Add(new(picture, label ?? "", split, new ParquetContent(file, row)));
                }
            }
        }
        if (pictures.Count == 0 && unreadable.Count > 0)
        {
            throw new SaccadeException(new(ErrorKind.Missing, paths[0], "none of its pictures has a label"));
        }
        HashSet<string> named = [.. names];
        bool complete = names.Count > 0 && pictures.All(picture => named.Contains(picture.Label));
        return new()
        {
            Pictures = pictures,
            // Numbers whose names are the same are one class.
            ClassNames = complete ? [.. names.Distinct()] : PictureList.Classes(pictures.Select(picture => picture.Label)),
            Unreadable = unreadable,
        };
    }
}
