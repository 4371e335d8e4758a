using Saccade.Cpu.Threading;

namespace Saccade.Tests.Cpu.Threading;

public sealed class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_worker_runs_once_in_each_operation(int workers)
    {
        using WorkerPool pool = new(workers);
        int[] done = new int[workers];
        for (int operation = 1; operation <= 200; operation++)
        {
            pool.Run(new ActionOperation(worker => done[worker]++), workers);
            Assert.All(done, times => Assert.Equal(operation, times));
        }
        pool.Run(new ActionOperation(worker => done[worker]++), 1);
        Assert.Equal(201, done[0]);
        Assert.All(done[1..], times => Assert.Equal(200, times));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_failure_is_thrown_once_and_the_next_operation_is_complete(int failing)
    {
        using WorkerPool pool = new(3);
        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(() => pool.Run(
            new ActionOperation(worker =>
            {
                if (failing < 0 || worker == failing)
                {
                    throw new InvalidOperationException("no");
                }
            }),
            3));
        Assert.Equal("no", thrown.Message);
        int done = 0;
        pool.Run(new ActionOperation(_ => Interlocked.Increment(ref done)), 3);
        Assert.Equal(3, done);
    }
}
