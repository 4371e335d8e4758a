namespace Saccade.Experiments.Recipes;

/// <summary>A key and its value as someone wrote them.</summary>
/// <param name="Path">The parts of the full key, such as training and epochs.</param>
/// <param name="Value">A long, double, bool or string; <see cref="TableMark"/> for a table's header; otherwise an <see cref="ForeignValue"/>.</param>
/// <param name="Where">Where it was written, as an error message begins: recipe.toml(3,1) or --set a=b.</param>
internal sealed record OptionAssignment(IReadOnlyList<string> Path, object Value, string Where)
{
    public string Key => string.Join('.', Path);
}

/// <summary>Stands for the value of a table's header, which only claims that there is such a table.</summary>
internal sealed record TableMark
{
    public static TableMark Instance { get; } = new();
}

/// <summary>A value of a kind that no option has.</summary>
/// <param name="Kind">What it is called in messages.</param>
internal sealed record ForeignValue(string Kind);
