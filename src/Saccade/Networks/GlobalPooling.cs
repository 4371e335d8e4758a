namespace Saccade.Networks;

/// <summary>What the layer behind a stack of convolutions reads of each filter.</summary>
public enum GlobalPooling
{
    /// <summary>Its output at every place.</summary>
    None,

    /// <summary>The maximum m: what is anywhere.</summary>
    Maximum,

    /// <summary>The mean: how much of it there is.</summary>
    Mean,

    /// <summary>
    /// m, m·x and m·y, with (x, y) the place of the maximum, −1 to 1 from the left or upper edge to the other one: what is anywhere, and
    /// where.
    /// </summary>
    MaximumAndPlace,
}
