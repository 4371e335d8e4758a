namespace Saccade.Fast;

/// <summary>A worker's place in its team.</summary>
internal sealed class Member(Team team, int index)
{
    /// <summary>The only member of a team.</summary>
    public static Member Alone() => new(new Team(1), 0);

    /// <summary>Whether it is the only one.</summary>
    public bool IsAlone => team.Members == 1;

    /// <summary>Its own of the rollouts under way.</summary>
    public Share Rollouts { get; private set; }

    /// <summary>Takes its share of so many things with so many rollouts each.</summary>
    public void TakeOn(int things, int rolloutsOfEach)
    {
        Share share = Share.Of(things, index, team.Members);
        Rollouts = new(share.First * rolloutsOfEach, share.End * rolloutsOfEach);
    }

    /// <summary>Its own of the rows of a matrix of all rollouts.</summary>
    public Matrix RowsOf(Matrix all) => all.TakeRows(Rollouts.First, Rollouts.Count);

    /// <summary>Begins a product of so many panels.</summary>
    public void Begin(int panels) => team.Panels.Begin(index, Share.Of(panels, index, team.Members));

    /// <summary>Takes a panel of the product, if one is left.</summary>
    public bool Take(out int panel) => team.Panels.Take(index, out _, out panel);

    /// <summary>Waits for all members.</summary>
    public void Meet() => team.Meet();

    /// <summary>Tells the other members that this one failed.</summary>
    public void Fail(Exception failure) => team.Fail(failure);
}
