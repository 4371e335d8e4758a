using Saccade.Cpu.Threading;

namespace Saccade.Cpu.Networks;

/// <summary>The states for whose outputs a loss computed gradients.</summary>
/// <param name="Decided">States in which the policy chose the next location.</param>
/// <param name="Valued">States whose value estimate is in J_baseline.</param>
/// <param name="Answered">States whose logits are in J_action, the last state among them.</param>
/// <param name="Stopped">States whose stop action is in J_stop.</param>
internal readonly record struct LossStates(IndexRange Decided, IndexRange Valued, IndexRange Answered, IndexRange Stopped = default);
