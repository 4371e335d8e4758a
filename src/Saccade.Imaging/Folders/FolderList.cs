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
    private int _withoutClass;
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
        list.RefuseUnknownSplits(folders.Where(folder => !isSplit || SplitNames.Of(Path.GetFileName(folder)) is null));
        list.PassOver(files);
        foreach (string folder in folders)
        {
            if (!isSplit)
            {
                list.Add(folder, NameOf(folder), null);
            }
            else if (SplitNames.Of(Path.GetFileName(folder)) is Split split)
            {
                (string[] classes, string[] others) = list.Entries(folder, followLinks: true);
                list.PassOver(others);
                foreach (string name in classes)
                {
                    list.Add(name, NameOf(name), split);
                }
            }
            else
            {
                list.PassOver(list.FilesIn(folder));
            }
        }
        return list.Listed();
    }

    /// <summary>Refuses folders that would become classes, or be left out, although they look like splits.</summary>
    private void RefuseUnknownSplits(IEnumerable<string> folders)
    {
        string[] splits = [.. folders.Where(folder => SplitNames.IsLike(Path.GetFileName(folder)) && HoldsFolders(folder)).Select(NameOf)];
        if (splits.Length > 0)
        {
            throw new SaccadeException(new(
                ErrorKind.NotAllowed, _root,
                (splits.Length == 1 ? $"its folder {splits[0]} looks like a split"
                    : $"its folders {string.Join(", ", splits)} look like splits")
                    + "; a set in splits has a folder train and may have val and test",
                "name them train, val and test, or give them other names if they are classes"));
        }
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
        WithoutClass = _withoutClass,
        OtherFiles = _otherFiles,
    };

    private static IEnumerable<string> ParquetFiles(IEnumerable<string> files) =>
        files.Where(file => file.EndsWith(ParquetList.Ending, StringComparison.OrdinalIgnoreCase));

    private static string NameOf(string folder) => TerminalText.OneLine(Path.GetFileName(folder));

    /// <summary>Adds the pictures of a folder at any depth.</summary>
    private void Add(string folder, string label, Split? split)
    {
        foreach (string file in FilesIn(folder))
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
    }

    /// <summary>Counts files that lie in no folder of a class.</summary>
    private void PassOver(IEnumerable<string> files)
    {
        foreach (string file in files)
        {
            if (PictureFiles.HasEnding(file))
            {
                _withoutClass++;
            }
            else
            {
                _otherFiles++;
            }
        }
    }

    /// <summary>The files of a folder at any depth.</summary>
    private IEnumerable<string> FilesIn(string folder)
    {
        Stack<string> left = new([folder]);
        while (left.TryPop(out string? next))
        {
            (string[] folders, string[] files) = Entries(next, followLinks: false);
            foreach (string file in files)
            {
                yield return file;
            }
            foreach (string inner in folders.Reverse())
            {
                left.Push(inner);
            }
        }
    }

    /// <summary>Whether a folder holds folders with pictures, and none beside them.</summary>
    private bool HoldsFolders(string folder)
    {
        (string[] folders, string[] files) = Entries(folder, followLinks: true);
        return !files.Any(PictureFiles.HasEnding) && folders.SelectMany(FilesIn).Any(PictureFiles.HasEnding);
    }

    /// <summary>The folders and files of a folder, each in the order of their characters.</summary>
    private (string[] Folders, string[] Files) Entries(string folder, bool followLinks)
    {
        try
        {
            ILookup<bool, FileSystemInfo> entries = new DirectoryInfo(folder).EnumerateFileSystemInfos()
                .Where(entry => entry.Name[0] != '.').ToLookup(entry => entry.Attributes.HasFlag(FileAttributes.Directory));
            return (
                [.. Paths(entries[true].Where(entry => entry.LinkTarget is null || (followLinks && !LeadsUp(entry))))],
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

    /// <summary>Whether a link leads to a folder in which it lies itself, so that every picture would be found once more.</summary>
    private bool LeadsUp(FileSystemInfo link)
    {
        string target = Target(link) + Path.DirectorySeparatorChar;
        string root = Target(new DirectoryInfo(_root)) + Path.DirectorySeparatorChar;
        bool leadsUp = link.FullName.StartsWith(target, StringComparison.Ordinal) || root.StartsWith(target, StringComparison.Ordinal);
        if (leadsUp)
        {
            _unreadable.Add(new(Name(link.FullName), "it is a link to a folder in which it lies"));
        }
        return leadsUp;

        static string Target(FileSystemInfo entry) => Path.TrimEndingDirectorySeparator(
            Path.GetFullPath((entry.ResolveLinkTarget(returnFinalTarget: true) ?? entry).FullName));
    }

    private string Name(string path) => Path.GetRelativePath(_root, path);
}
