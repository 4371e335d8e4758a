using Saccade.Cpu.Threading;

namespace Saccade.Tests.Cpu.Threading;

public sealed class WorkStealingQueueTests
{
    [Fact]
    public void A_worker_takes_its_own_items_in_order_and_then_the_last_of_the_worker_with_most_left()
    {
        WorkStealingQueue queue = new(3);
        queue.Assign(0, new(0, 2));
        queue.Assign(1, new(2, 6));
        queue.Assign(2, new(6, 11));
        Assert.Equal([(0, 0), (0, 1), (2, 10), (1, 5), (2, 9), (1, 4), (2, 8), (1, 3), (2, 7)], All(queue, worker: 0));
        Assert.Equal([(1, 2)], All(queue, worker: 1));
        Assert.Equal([(2, 6)], All(queue, worker: 2));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 2)]
    [InlineData(4, 4)]
    [InlineData(9, 4)]
    public void Others_steal_as_many_as_they_may_and_never_the_first(int stealable, int stolen)
    {
        WorkStealingQueue queue = new(2);
        queue.Assign(1, new(3, 8), stealable);
        Assert.Equal(Enumerable.Range(0, stolen).Select(i => (1, 7 - i)), All(queue, worker: 0));
        Assert.Equal(Enumerable.Range(3, 5 - stolen).Select(item => (1, item)), All(queue, worker: 1));
    }

    [Fact]
    public void A_cleared_queue_is_empty()
    {
        WorkStealingQueue queue = new(2);
        queue.Assign(0, new(0, 5));
        queue.Assign(1, new(5, 9));
        queue.Clear();
        Assert.Empty(All(queue, worker: 0));
        Assert.Empty(All(queue, worker: 1));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_item_is_taken_once_by_any_number_of_workers_at_once(int workers)
    {
        const int Each = 2000;
        WorkStealingQueue queue = new(workers);
        int[] taken = new int[workers * Each];
        using WorkerPool pool = new(workers);
        for (int round = 0; round < 5; round++)
        {
            Array.Clear(taken);
            for (int worker = 0; worker < workers; worker++)
            {
                queue.Assign(worker, new(worker * Each, (worker + 1) * Each));
            }
            pool.Run(new ActionOperation(Take), workers);
            Assert.All(taken, times => Assert.Equal(1, times));
        }

        void Take(int worker)
        {
            while (queue.Take(worker, out int owner, out int item))
            {
                Interlocked.Increment(ref taken[item]);
                Assert.Equal(item / Each, owner);
            }
        }
    }

    private static List<(int Owner, int Item)> All(WorkStealingQueue queue, int worker)
    {
        List<(int, int)> all = [];
        while (queue.Take(worker, out int owner, out int item))
        {
            all.Add((owner, item));
        }
        return all;
    }
}
