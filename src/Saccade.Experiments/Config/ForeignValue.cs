namespace Saccade.Experiments.Config;

/// <summary>A value of a kind that no option has.</summary>
/// <param name="Kind">Its name in messages.</param>
internal sealed record ForeignValue(string Kind)
{
    /// <summary>Stands for the value of a table's header, which only states that there is such a table.</summary>
    public static ForeignValue Table { get; } = new("a table");

    public override string ToString() => Kind;
}
