using Saccade.Fast;

namespace Saccade.Tests.Fast;

public sealed class TeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Nobody_goes_on_before_all_have_come(int members)
    {
        const int Meetings = 300;
        Team team = new(members);
        using Crew crew = new(members);
        int[] come = new int[members];
        int early = 0;
        for (int piece = 0; piece < 3; piece++)
        {
            team.Begin();
            Array.Clear(come);
            crew.Run(Work, members);
            Assert.All(come, meetings => Assert.Equal(Meetings, meetings));
        }
        Assert.Equal(0, early);

        void Work(int index)
        {
            Member member = new(team, index);
            for (int meeting = 1; meeting <= Meetings; meeting++)
            {
                Volatile.Write(ref come[index], meeting);
                member.Meet();
                for (int other = 0; other < members; other++)
                {
                    // One that has gone on already may be at the next meeting.
                    if (Volatile.Read(ref come[other]) < meeting)
                    {
                        Interlocked.Increment(ref early);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void All_fail_as_the_one_did_and_the_next_piece_of_work_is_whole(int failing)
    {
        Team team = new(3);
        using Crew crew = new(3);
        team.Begin();
        int failed = 0;
        Assert.Equal("no", Assert.Throws<InvalidOperationException>(() => crew.Run(Fail, 3)).Message);
        Assert.Equal(2, failed);
        int done = 0;
        team.Begin();
        crew.Run(
            _ =>
            {
                team.Meet();
                Interlocked.Increment(ref done);
            },
            3);
        Assert.Equal(3, done);

        void Fail(int index)
        {
            Member member = new(team, index);
            member.Meet();
            if (index == failing)
            {
                InvalidOperationException failure = new("no");
                member.Fail(failure);
                throw failure;
            }
            try
            {
                member.Meet();
            }
            catch (InvalidOperationException e) when (e.Message == "no")
            {
                Interlocked.Increment(ref failed);
            }
        }
    }

    [Fact]
    public void Members_share_rollouts_by_their_images()
    {
        Team team = new(3);
        Member[] members = [.. Enumerable.Range(0, 3).Select(index => new Member(team, index))];
        foreach (Member member in members)
        {
            member.TakeOn(4, rolloutsOfEach: 5);
        }
        Assert.Equal([new(0, 5), new(5, 10), new(10, 20)], members.Select(member => member.Rollouts));
    }

    [Fact]
    public void Members_take_their_own_panels_and_then_those_that_are_left()
    {
        Team team = new(2);
        Member first = new(team, 0), second = new(team, 1);
        first.Begin(panels: 7);
        second.Begin(panels: 7);
        Assert.Equal([0, 1, 2, 6, 5, 4], All(first));
        Assert.Equal([3], All(second));
    }

    [Fact]
    public void What_a_failure_left_is_not_taken_up()
    {
        Team team = new(2);
        Member first = new(team, 0);
        new Member(team, 1).Begin(panels: 8);
        team.Begin();
        first.Begin(panels: 2);
        Assert.Equal([0], All(first));
    }

    private static List<int> All(Member member)
    {
        List<int> panels = [];
        while (member.Take(out int panel))
        {
            panels.Add(panel);
        }
        return panels;
    }
}
