using Saccade.Cpu.Threading;

namespace Saccade.Cpu.Networks;

/// <summary>A recurrent core f_h(h_{t−1}, g_t). It reads and writes <see cref="CoreBuffers"/>.</summary>
internal interface ICore
{
    /// <summary>Starts a member's rollouts: h_0 = 0, unless the context network has written it.</summary>
    void Start(GroupMember member);

    /// <summary>From [g_{t+1}, h_t] to h_{t+1}.</summary>
    void Forward(int t, GroupMember member);

    /// <summary>Moves state t of a rollout to another row, where the rollout there has ended.</summary>
    void MoveState(int t, int from, int to);

    /// <summary>
    /// From the gradients of the states to those of g at all glimpses, gated by the relu of g, and of the weights; and of h_0 if the
    /// context network wrote it.
    /// </summary>
    /// <param name="glimpses">T.</param>
    /// <param name="earlierStates">Whether states before the last have a gradient beside the one through later states.</param>
    /// <param name="member">The member that computes its part.</param>
    void Backward(int glimpses, bool earlierStates, GroupMember member);
}
