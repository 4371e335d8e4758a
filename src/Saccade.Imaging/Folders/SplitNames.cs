using System.Text.RegularExpressions;
using Saccade.Tasks;

namespace Saccade.Imaging.Folders;

/// <summary>What folders, columns and files call the splits.</summary>
internal static partial class SplitNames
{
    /// <summary>The names, for a message.</summary>
    public const string All = "train, val, validation, valid or test";

    /// <summary>The split of a name; null for another name.</summary>
    public static Split? Of(string name) => name.ToLowerInvariant() switch
    {
        "train" or "training" => Split.Train,
        "val" or "valid" or "validation" or "dev" => Split.Validation,
        "test" or "testing" => Split.Test,
        _ => null,
    };

    /// <summary>Whether a name looks like that of a split, such as <c>training_set</c> or <c>test2</c>.</summary>
    public static bool IsLike(string name) => Pattern().IsMatch(name);

    [GeneratedRegex("^(train|training|val|valid|validation|dev|test|testing)(set|data|images|[^\\p{L}].*)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
