namespace Saccade.Tasks;

/// <summary>The meaning of the outputs of the action network.</summary>
public enum AnswerKind
{
    /// <summary>Classes: each episode has a right class, learned by cross-entropy (paper §3.2).</summary>
    Class,

    /// <summary>Actions: one after every glimpse, learned by REINFORCE from the reward of the episode (paper §4.2).</summary>
    Action,
}
