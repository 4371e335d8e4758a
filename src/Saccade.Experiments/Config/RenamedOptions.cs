namespace Saccade.Experiments.Config;

/// <summary>Former names of options and values. Recipes that state them can still be read; new ones state today's names.</summary>
internal static class RenamedOptions
{
    /// <summary>Keys and tables; of several that match, the first counts.</summary>
    private static readonly (string Old, string Key)[] s_renamed =
    [
        ("model.comparison", "model.classifier"),
        ("model.retina_gain", "model.input_scale"),
        ("model.retina_sum", "model.input_sum"),
        ("training.schedule.final_sigma_share", "training.schedule.final_sigma_ratio"),
        ("game.kind", "task.kind"),
        ("game.entropy_weight", "training.loss.entropy_weight"),
        ("game", "catch"),
    ];

    private static readonly (string Key, string Old, string Value)[] s_renamedValues =
    [
        ("training.loss.reward", "right", "accuracy"),
        ("task.kind", "none", "classification"),
    ];

    /// <summary>The assignment with the keys and values of today.</summary>
    public static OptionAssignment Resolve(OptionAssignment assignment)
    {
        foreach ((string old, string key) in s_renamed)
        {
            string[] path = old.Split('.');
            if (assignment.Path.Take(path.Length).SequenceEqual(path))
            {
                assignment = assignment with { Path = [.. key.Split('.'), .. assignment.Path.Skip(path.Length)] };
                break;
            }
        }
        (string Key, string Old, string Value) renamed = s_renamedValues.FirstOrDefault(renamed =>
            renamed.Key == assignment.Key && renamed.Old.Equals(assignment.Value as string, StringComparison.OrdinalIgnoreCase));
        return renamed.Value is null ? assignment : assignment with { Value = renamed.Value };
    }
}
