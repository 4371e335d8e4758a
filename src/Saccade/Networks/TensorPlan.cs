namespace Saccade.Networks;

/// <summary>One tensor of a model as checkpoints store it.</summary>
/// <param name="Name">Its name, such as <c>core.recurrent.weight</c>.</param>
/// <param name="Shape">Its lengths, outermost first.</param>
/// <param name="IsTrained">Whether the optimiser updates it; false for the running statistics of batch normalisation.</param>
public sealed record TensorPlan(string Name, IReadOnlyList<int> Shape, bool IsTrained)
{
    /// <summary>Its number of values.</summary>
    public int Length => Shape.Aggregate(1, (product, length) => checked(product * length));
}
