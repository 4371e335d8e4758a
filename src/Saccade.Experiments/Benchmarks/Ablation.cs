namespace Saccade.Experiments.Benchmarks;

/// <summary>The report's aim, most accuracy from the smallest sensor, as experiments that vary one option of a recipe's sensor.</summary>
public static class Ablation
{
    /// <summary>The recipe that is varied.</summary>
    public const string Base = "translated-60";

    private static readonly int[] s_patchSides = [4, 6, 8, 10, 12, 16];
    private static readonly int[] s_scales = [1, 2, 3, 4];
    private static readonly int[] s_glimpses = [1, 2, 3, 4, 5, 6, 7, 8];

    /// <summary>Each point once, though it may lie in several sweeps: the recipe with its g, k and T.</summary>
    public static IReadOnlyList<PlannedReproduction> Create(Recipe plain)
    {
        ArgumentNullException.ThrowIfNull(plain);
        Point own = new(plain.Model.Sensor.PatchSide, plain.Model.Sensor.Scales, plain.Model.Glimpses);
        IEnumerable<(Point Point, SweepPlace Place)> all =
        [
            .. s_patchSides.Select(g => (own with { G = g }, new SweepPlace($"g, side of a patch (k = {own.K}, T = {own.T})", g))),
            .. s_scales.Select(k => (own with { K = k }, new SweepPlace($"k, number of patches (g = {own.G}, T = {own.T})", k))),
            .. s_glimpses.Select(t => (own with { T = t }, new SweepPlace($"T, number of glimpses (g = {own.G}, k = {own.K})", t))),
        ];
        return [.. all.GroupBy(entry => entry.Point, entry => entry.Place).Select(group => Row(plain, group.Key, [.. group]))];
    }

    private static PlannedReproduction Row(Recipe plain, Point point, IReadOnlyList<SweepPlace> places)
    {
        ModelOptions model = plain.Model;
        Recipe recipe = plain with
        {
            Name = $"{plain.Name}-g{point.G}-k{point.K}-t{point.T}",
            Title = $"{plain.Name} with g = {point.G}, k = {point.K}, T = {point.T}",
            Model = model with { Glimpses = point.T, Sensor = model.Sensor with { PatchSide = point.G, Scales = point.K } },
        };
        recipe.Check();
        return new(new() { Recipe = recipe.Name, Task = plain.Name, Method = recipe.Title, Sweeps = places }, recipe);
    }

    private sealed record Point(int G, int K, int T);
}
