using Saccade.Tasks;

namespace Saccade.Imaging.Folders;

/// <summary>What folders, columns and files call the splits.</summary>
internal static class SplitNames
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
}
