namespace Saccade.Experiments.Import.Formats;

/// <summary>A dictionary of a pickle, in the order in which it was filled.</summary>
internal sealed class PickleDictionary
{
    public List<(object? Key, object? Value)> Entries { get; } = [];

    /// <summary>The last value of a key; null if there is none.</summary>
    public object? this[string key] => Entries.FindLast(entry => key.Equals(entry.Key)).Value;
}
