namespace Saccade.Experiments.Import.Formats;

/// <summary>What a pickle builds by calling something of the allow-list that is no tensor, such as the type of a NumPy number.</summary>
internal sealed record PickleValue(PickleGlobal Global);
