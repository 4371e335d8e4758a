namespace Saccade.Web.Rollouts;

/// <summary>
/// Names, fit for addresses, of run folders and model files: the folder's, or the file's if it is not called after its
/// purpose; each is given out once, <c>seed</c>, <c>seed-2</c>, …
/// </summary>
internal sealed class UniqueNames
{
    private const string ModelName = "model.safetensors";
    private const string ModelEnding = ".safetensors";
    private readonly HashSet<string> _given = [];

    public string For(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string file = Path.GetFileName(full) is ModelName ? Path.GetFileName(Path.GetDirectoryName(full)!) : Path.GetFileName(full);
        string plain = file.EndsWith(ModelEnding, StringComparison.OrdinalIgnoreCase) ? file[..^ModelEnding.Length] : file;
        string name = string.Concat(plain.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));
        string unique = name;
        for (int number = 2; !_given.Add(unique); number++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
        }
        return unique;
    }
}
