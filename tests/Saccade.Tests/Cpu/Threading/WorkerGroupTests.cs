using Saccade.Cpu.Threading;

namespace Saccade.Tests.Cpu.Threading;

public sealed class WorkerGroupTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void No_worker_passes_the_barrier_before_all_have_reached_it(int members)
    {
        const int Barriers = 300;
        WorkerGroup group = new(members);
        using WorkerPool pool = new(members);
        int[] reached = new int[members];
        int early = 0;
        for (int operation = 0; operation < 3; operation++)
        {
            group.Start();
            Array.Clear(reached);
            pool.Run(new ActionOperation(Work), members);
            Assert.All(reached, barriers => Assert.Equal(Barriers, barriers));
        }
        Assert.Equal(0, early);

        void Work(int index)
        {
            GroupMember member = new(group, index);
            for (int barrier = 1; barrier <= Barriers; barrier++)
            {
                Volatile.Write(ref reached[index], barrier);
                member.Wait();
                for (int other = 0; other < members; other++)
                {
                    // A worker that is ahead may have reached the next barrier.
                    if (Volatile.Read(ref reached[other]) < barrier)
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
    public void All_workers_fail_with_the_first_and_the_next_operation_is_complete(int failing)
    {
        WorkerGroup group = new(3);
        using WorkerPool pool = new(3);
        group.Start();
        int failed = 0;
        Assert.Equal("no", Assert.Throws<InvalidOperationException>(() => pool.Run(new ActionOperation(Fail), 3, group)).Message);
        Assert.Equal(2, failed);
        int done = 0;
        group.Start();
        pool.Run(
            new ActionOperation(_ =>
            {
                group.Wait();
                Interlocked.Increment(ref done);
            }),
            3);
        Assert.Equal(3, done);

        void Fail(int index)
        {
            GroupMember member = new(group, index);
            member.Wait();
            if (index == failing)
            {
                throw new InvalidOperationException("no");
            }
            try
            {
                member.Wait();
            }
            catch (InvalidOperationException e) when (e.Message == "no")
            {
                Interlocked.Increment(ref failed);
            }
        }
    }

    [Fact]
    public void Workers_share_rollouts_by_their_episodes()
    {
        WorkerGroup group = new(3);
        GroupMember[] members = [.. Enumerable.Range(0, 3).Select(index => new GroupMember(group, index))];
        foreach (GroupMember member in members)
        {
            member.Assign(4, rolloutsOfEach: 5);
        }
        Assert.Equal([new(0, 5), new(5, 10), new(10, 20)], members.Select(member => member.Rollouts));
    }

    [Fact]
    public void Workers_take_their_own_panels_and_then_steal_those_that_are_left()
    {
        WorkerGroup group = new(2);
        GroupMember first = new(group, 0), second = new(group, 1);
        first.StartPanels(panels: 7);
        second.StartPanels(panels: 7);
        Assert.Equal([0, 1, 2, 6, 5, 4], All(first));
        Assert.Equal([3], All(second));
    }

    [Fact]
    public void Panels_left_by_a_failure_are_dropped()
    {
        WorkerGroup group = new(2);
        GroupMember first = new(group, 0);
        new GroupMember(group, 1).StartPanels(panels: 8);
        group.Start();
        first.StartPanels(panels: 2);
        Assert.Equal([0], All(first));
    }

    private static List<int> All(GroupMember member)
    {
        List<int> panels = [];
        while (member.TakePanel(out int panel))
        {
            panels.Add(panel);
        }
        return panels;
    }
}
