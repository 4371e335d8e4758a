namespace Saccade.Cli.Commands;

/// <summary><c>--glimpses</c>, the number of glimpses of a rollout.</summary>
internal static class GlimpsesOption
{
    /// <summary>Refuses it where the task has its own number of steps.</summary>
    /// <exception cref="OptionException">It was given for such a task.</exception>
    public static void RefuseWhereFixed(ParseResult parsed, Option<int?> glimpses, ITask task)
    {
        if (task.Steps is int steps)
        {
            Arguments.RefuseGiven(parsed, $"each episode of this task has {steps} steps, with a glimpse at each.", glimpses);
        }
    }
}
