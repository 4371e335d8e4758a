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
    /// <exception cref="SaccadeException">A file cannot be read, or lacks pictures or labels.</exception>
    public static PictureList Read(IReadOnlyList<string> paths)
    {
        List<ListedPicture> pictures = [];
        IReadOnlyList<string> names = [];
        foreach (string path in paths)
        {
            ParquetFile file = ParquetFile.Open(path);
            string name = Path.GetFileName(path);
            Split? split = SplitNames.Of(name.Split('-', '.', '_')[0]);
            names = file.ClassNames.Count > names.Count ? file.ClassNames : names;
            pictures.AddRange(file.Labels.Select((label, row) => new ListedPicture(
                string.Create(CultureInfo.InvariantCulture, $"{name}#{row}"), label, split, new ParquetContent(file, row))));
        }
        HashSet<string> named = [.. names];
        bool complete = names.Count > 0 && pictures.All(picture => named.Contains(picture.Label));
        return new()
        {
            Pictures = pictures,
            ClassNames = complete ? names : PictureList.Classes(pictures.Select(picture => picture.Label)),
        };
    }
}
