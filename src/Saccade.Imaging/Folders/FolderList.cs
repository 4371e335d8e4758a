using Saccade.Tasks;

namespace Saccade.Imaging.Folders;

/// <summary>
/// An image folder as torchvision knows it: DIR/CLASS/picture, or DIR/train/CLASS/picture beside val (validation, valid) and test; or
/// DIR or DIR/data with Parquet files. A class has the pictures at any depth. Links to files are followed; links to folders only where a
/// class or a split stands, so that no circle is. Names that begin with a dot are passed over.
/// </summary>
internal sealed class FolderList
{
    // Where data sets of Hugging Face have their files.
    private const string ParquetFolder = "data";

    private readonly string _root;
    private readonly List<ListedPicture> _pictures = [];
    private readonly List<UnreadablePicture> _unreadable = [];
    private int _otherFiles;

    private FolderList(string root) => _root = root;

    /// <summary>Lists a folder.</summary>
    public static PictureList Read(string root)
    {
        FolderList list = new(Path.GetFullPath(root));
        (string[] folders, string[] files) = list.Entries(list._root, followLinks: true);
        IEnumerable<string> data = folders.Where(folder => Path.GetFileName(folder) == ParquetFolder)
            .SelectMany(folder => list.Entries(folder, followLinks: false).Files);
        string[] parquet = [.. ParquetFiles(files.Concat(data))];
        if (parquet.Length > 0)
        {
            return ParquetList.Read(parquet);
        }
        // A folder of that name with pictures in it is a class, such as one of vehicles.
        bool isSplit = folders.Any(folder => SplitNames.Of(Path.GetFileName(folder)) == Split.Train
            && list.Entries(folder, followLinks: true).Folders.Length > 0);
        list._otherFiles += files.Length;
        foreach (string folder in folders)
        {
            if (!isSplit)
            {
                list.Add(folder, NameOf(folder), null);
            }
            else if (SplitNames.Of(Path.GetFileName(folder)) is Split split)
            {
                (string[] classes, string[] others) = list.Entries(folder, followLinks: true);
                list._otherFiles += others.Length;
                foreach (string name in classes)
                {
                    list.Add(name, NameOf(name), split);
                }
            }
        }
        return list.Listed();
    }

    /// <summary>
    /// Lists a folder whose classes do not matter: pictures at any depth, in splits where it has folders of their names. Every label is
    /// empty.
    /// </summary>
    public static PictureList ReadWithoutClasses(string root)
    {
        FolderList list = new(Path.GetFullPath(root));
        (string[] folders, string[] files) = list.Entries(list._root, followLinks: true);
        ILookup<Split?, string> splits = folders.ToLookup(folder => SplitNames.Of(Path.GetFileName(folder)));
        if (!splits[Split.Train].Any())
        {
            list.Add(list._root, "", null);
        }
        else
        {
            list._otherFiles += files.Length;
            foreach (Split split in Enum.GetValues<Split>())
            {
                foreach (string folder in splits[split])
                {
                    list.Add(folder, "", split);
                }
            }
        }
        return list.Listed();
    }

    private PictureList Listed() => new()
    {
        Pictures = _pictures,
        ClassNames = PictureList.Classes(_pictures.Select(picture => picture.Label)),
        Unreadable = [.. _unreadable.Distinct()],
        OtherFiles = _otherFiles,
    };

    private static IEnumerable<string> ParquetFiles(IEnumerable<string> files) =>
        files.Where(file => file.EndsWith(ParquetList.Ending, StringComparison.OrdinalIgnoreCase));

    private static string NameOf(string folder) => TerminalText.OneLine(Path.GetFileName(folder));

    /// <summary>Adds the pictures of a folder at any depth.</summary>
    private void Add(string folder, string label, Split? split)
    {
        Stack<string> left = new([folder]);
        while (left.TryPop(out string? next))
        {
            (string[] folders, string[] files) = Entries(next, followLinks: false);
            foreach (string file in files)
            {
                if (PictureFiles.HasEnding(file))
                {
                    _pictures.Add(new(Name(file), label, split, new FileContent(file)));
                }
                else
                {
                    _otherFiles++;
                }
            }
            foreach (string inner in folders.Reverse())
            {
                left.Push(inner);
            }
        }
    }

    /// <summary>The folders and files of a folder, each in the order of their characters.</summary>
    private (string[] Folders, string[] Files) Entries(string folder, bool followLinks)
    {
        try
        {
            ILookup<bool, FileSystemInfo> entries = new DirectoryInfo(folder).EnumerateFileSystemInfos()
                .Where(entry => entry.Name[0] != '.').ToLookup(entry => entry.Attributes.HasFlag(FileAttributes.Directory));
            return (
                [.. Paths(entries[true].Where(entry => followLinks || entry.LinkTarget is null))],
                [.. Paths(entries[false])]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _unreadable.Add(UnreadablePicture.Of(Name(folder), SaccadeException.OfFile(ErrorKind.Unreadable, folder, e)));
            return ([], []);
        }

        static IEnumerable<string> Paths(IEnumerable<FileSystemInfo> entries) =>
            entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal);
    }

    private string Name(string path) => Path.GetRelativePath(_root, path);
}
