using Saccade.Cpu.Kernels;

namespace Saccade.Cpu.Threading;

/// <summary>One worker of a group.</summary>
internal sealed class GroupMember(WorkerGroup group, int index)
{
    /// <summary>The only member of a group.</summary>
    public static GroupMember Alone() => new(new WorkerGroup(1), 0);

    /// <summary>Whether it is the only member.</summary>
    public bool IsAlone => group.Members == 1;

    /// <summary>Its own rollouts among those of the group.</summary>
    public IndexRange Rollouts { get; private set; }

    /// <summary>Assigns the member its share of <paramref name="episodes"/> episodes with M rollouts each.</summary>
    public void Assign(int episodes, int rolloutsOfEach)
    {
        IndexRange share = Share(episodes);
        Rollouts = new(share.First * rolloutsOfEach, share.End * rolloutsOfEach);
    }

    /// <summary>Keeps the first of its own rollouts; the others have ended.</summary>
    public void Keep(int rollouts) => Rollouts = new(Rollouts.First, Rollouts.First + rollouts);

    /// <summary>Its share of <paramref name="items"/> items.</summary>
    public IndexRange Share(int items) => IndexRange.Share(items, index, group.Members);

    /// <summary>Its own rows of a matrix with a row for each rollout of the group.</summary>
    public Matrix OwnRows(Matrix all) => all.TakeRows(Rollouts.First, Rollouts.Count);

    /// <summary>Starts a product of <paramref name="panels"/> panels that the group computes together.</summary>
    public void StartPanels(int panels) => group.Panels.Assign(index, Share(panels));

    /// <summary>Takes a panel of the product, if one is left.</summary>
    public bool TakePanel(out int panel) => group.Panels.Take(index, out _, out panel);

    /// <summary>Waits for all members.</summary>
    public void Wait() => group.Wait();
}
