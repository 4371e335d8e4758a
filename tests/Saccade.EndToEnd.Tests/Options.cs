namespace Saccade.EndToEnd.Tests;

/// <summary>Options of <c>train</c> that make a training small.</summary>
internal static class Options
{
    private static readonly string[] s_nets =
        ["--threads", "1", .. Set("model.hidden=32", "model.glimpse_hidden=16", "model.glimpse_features=32")];

    private static readonly string[] s_data = Set("task.training_digits=300", "task.validation_digits=100", "task.test_digits=100");

    /// <summary>Two epochs of six steps.</summary>
    public static IReadOnlyList<string> Small { get; } = [.. s_nets, .. s_data, .. Set("training.epochs=2", "training.batch_size=50")];

    /// <summary>Eighty epochs of thirty steps.</summary>
    public static IReadOnlyList<string> Long { get; } = [.. s_nets, .. s_data, .. Set("training.epochs=80", "training.batch_size=10")];

    /// <summary>Small networks and one thread, but the recipe's own data and length.</summary>
    public static IReadOnlyList<string> SmallNets => s_nets;

    public static string[] Set(params string[] assignments) => [.. assignments.SelectMany(assignment => new[] { "--set", assignment })];
}
