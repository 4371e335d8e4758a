using System.Text;

namespace Saccade.Experiments.Config;

/// <summary>Recipes on disk: a name stands for NAME.toml in one of the recipe folders.</summary>
public static class RecipeFile
{
    internal const string Ending = ".toml";
    internal const int MostBytes = 1 << 20;
    private const int MostBases = 16;

    /// <summary>Where names are looked up: recipes/ in the current folder, then beside the program.</summary>
    public static IReadOnlyList<string> DefaultFolders =>
        ["recipes", Path.Combine(AppContext.BaseDirectory, "recipes")];

    /// <summary>Reads a recipe. Relative paths in it are relative to its folder.</summary>
    /// <param name="nameOrPath">A recipe's name, or a path: what ends in .toml or holds a separator.</param>
    /// <param name="searchFolders">The folders to search for names; <see cref="DefaultFolders"/> by default.</param>
    /// <exception cref="OptionException">There is no such recipe, or it is malformed.</exception>
    /// <exception cref="SaccadeException">Its file cannot be read.</exception>
    public static Recipe Read(string nameOrPath, IEnumerable<string>? searchFolders = null)
    {
        string[] folders = [.. searchFolders ?? DefaultFolders];
        return Read(IsPath(nameOrPath) ? nameOrPath : Find(nameOrPath, folders), folders, []);
    }

    /// <summary>Reads the recipe of a run as it is: the paths that earlier versions stored are relative to the current folder.</summary>
    internal static Recipe ReadOfRun(string path) =>
        RecipeText.Read(ReadText(path), Path.GetFileNameWithoutExtension(path), path);

    /// <summary>Reads a file, and first the recipe that it names as its base, from the same folder or where names are looked up.</summary>
    /// <param name="path">The file.</param>
    /// <param name="folders">The folders to search for names.</param>
    /// <param name="above">The files that led to this one.</param>
    private static Recipe Read(string path, string[] folders, IReadOnlyList<string> above)
    {
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
        return RecipePaths.Resolve(RecipeText.Read(ReadText(path), Path.GetFileNameWithoutExtension(path), path, Base), folder);

        Recipe Base(string name)
        {
            if (IsPath(name))
            {
                throw new OptionException(new(ErrorKind.NotAllowed)
                {
                    Key = RecipeText.BaseKey,
                    Value = name,
                    Allowed = $"the name of a recipe, without its folder and {Ending}",
                });
            }
            string file = Find(name, [folder, .. folders]);
            string[] chain = [.. above, Path.GetFullPath(path)];
            if (chain.Length > MostBases)
            {
                throw new OptionException(new(ErrorKind.OutOfRange)
                {
                    Key = RecipeText.BaseKey,
                    Value = name,
                    Detail = $"a recipe may have up to {MostBases} bases, one below the other",
                    Remedy = "name a base with fewer",
                });
            }
            return chain.Contains(Path.GetFullPath(file))
                ? throw new OptionException(new(ErrorKind.Mismatch)
                {
                    Key = RecipeText.BaseKey,
                    Value = name,
                    Detail = "that recipe has this one as its own base",
                    Remedy = "name another base",
                })
                : Read(file, folders, chain);
        }
    }

    /// <summary>The names of the recipes in these folders, sorted; folders that are missing hold none.</summary>
    public static IReadOnlyList<string> Names(IEnumerable<string>? searchFolders = null) =>
        [.. NamedFiles.Find(searchFolders ?? DefaultFolders, Ending).Keys];

    private static bool IsPath(string nameOrPath) =>
        nameOrPath.EndsWith(Ending, StringComparison.OrdinalIgnoreCase)
        || nameOrPath.Contains(Path.DirectorySeparatorChar)
        || nameOrPath.Contains(Path.AltDirectorySeparatorChar);

    private static string Find(string name, string[] folders)
    {
        string? found = folders.Select(folder => Path.Combine(folder, name + Ending)).FirstOrDefault(File.Exists);
        if (found is not null)
        {
            return found;
        }
        if (File.Exists(name))
        {
            throw new OptionException(new(ErrorKind.NotAllowed, name, $"it is not a recipe; the name of a recipe's file ends in {Ending}"));
        }
        IReadOnlyList<string> names = Names(folders);
        string known = names.Count == 0 ? $"there are no recipes in {string.Join(" or ", folders)}; give a path to a {Ending} file"
            : NearestName.Among(name, names) is not string nearest
                ? $"there are {string.Join(", ", names)}, or give a path to a {Ending} file"
            : $"did you mean {nearest}? Or give another that 'saccade train --help' names, or a path to a {Ending} file";
        throw new OptionException(new(ErrorKind.Unknown, Detail: known) { Key = "recipe", Value = name });
    }

    private static string ReadText(string path)
    {
        try
        {
            byte[] content = InputFile.ReadBytes(path, MostBytes);
            using StreamReader reader = new(new MemoryStream(content), new UTF8Encoding(false, throwOnInvalidBytes: true));
            return reader.ReadToEnd();
        }
        catch (SaccadeException e) when (e.Error.Kind == ErrorKind.Missing)
        {
            throw new OptionException(e.Error with { Detail = "there is no such recipe file" }, e);
        }
        catch (DecoderFallbackException e)
        {
            throw new OptionException(new(ErrorKind.Malformed, path, "it is not UTF-8 text", "give a recipe in TOML"), e);
        }
    }
}
