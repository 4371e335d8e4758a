namespace Saccade.Experiments.Import.Formats;

/// <summary>A class or function that a pickle names. It is only a name here: nothing is ever looked up or called.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}
