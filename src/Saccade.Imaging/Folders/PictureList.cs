namespace Saccade.Imaging.Folders;

/// <summary>The pictures of a folder, a CSV file or Parquet files, with their classes, in a fixed order. No picture was opened.</summary>
internal sealed record PictureList
{
    /// <summary>The pictures.</summary>
    public required IReadOnlyList<ListedPicture> Pictures { get; init; }

    /// <summary>The names of the classes: as the list orders them, else numbers by value and other names by character.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Folders that cannot be listed, and pictures that are named and missing.</summary>
    public IReadOnlyList<UnreadablePicture> Unreadable { get; init; } = [];

    /// <summary>The number of pictures that lie in no folder of a class.</summary>
    public int WithoutClass { get; init; }

    /// <summary>The number of files of other kinds.</summary>
    public int OtherFiles { get; init; }

    /// <summary>Lists the pictures of a path: a folder, a .csv or a .parquet file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="needsLabels">Whether rows of a .parquet file without a label are passed over.</param>
    /// <exception cref="SaccadeException">There is nothing at the path, it is of another kind, or it holds no pictures.</exception>
    public static PictureList Read(string path, bool needsLabels = true)
    {
        string ending = Path.GetExtension(path).ToLowerInvariant();
        PictureList list = Directory.Exists(path) ? FolderList.Read(path)
            : !Path.Exists(path) ? throw new SaccadeException(new(ErrorKind.Missing, path, "there is no such folder or file"))
            : ending == CsvList.Ending ? CsvList.Read(path)
            : ending == ParquetList.Ending ? ParquetList.Read([path], needsLabels)
            : throw new SaccadeException(new(
                ErrorKind.NotAllowed, path, "it is neither a folder nor a list of pictures",
                $"give a folder with a subfolder for each class, a {CsvList.Ending} file of paths and labels, "
                    + $"or a {ParquetList.Ending} file"));
        return list.Pictures.Count > 0 ? list : throw new SaccadeException(new(
            ErrorKind.Missing, path, "it holds no picture", "give a folder with a subfolder of pictures for each class"));
    }

    /// <summary>Lists pictures whose classes do not matter: every label is empty, and a folder needs no subfolders.</summary>
    /// <param name="path">A folder, a .csv or a .parquet file.</param>
    /// <exception cref="SaccadeException">There is nothing at the path, it is of another kind, or it holds no pictures.</exception>
    public static PictureList ReadWithoutClasses(string path)
    {
        PictureList list = Directory.Exists(path) ? FolderList.ReadWithoutClasses(path) : Read(path, needsLabels: false);
        return list.Pictures.Count > 0
            ? list with { Pictures = [.. list.Pictures.Select(picture => picture with { Label = "" })], ClassNames = [""] }
            : throw new SaccadeException(new(ErrorKind.Missing, path, "it holds no picture", "give a folder of pictures"));
    }

    /// <summary>The classes of labels: numbers by value, other names by character.</summary>
    public static IReadOnlyList<string> Classes(IEnumerable<string> labels)
    {
        string[] names = [.. labels.Distinct(StringComparer.Ordinal)];
        return names.All(name => long.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            ? [.. names.OrderBy(name => long.Parse(name, CultureInfo.InvariantCulture))]
            : [.. names.Order(StringComparer.Ordinal)];
    }
}
