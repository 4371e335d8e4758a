using Saccade.Fast;

namespace Saccade.Tests.Fast;

public sealed class CrewTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_worker_does_its_share_once_in_each_piece_of_work(int workers)
    {
        using Crew crew = new(workers);
        int[] done = new int[workers];
        for (int piece = 1; piece <= 200; piece++)
        {
            crew.Run(worker => done[worker]++, workers);
            Assert.All(done, times => Assert.Equal(piece, times));
        }
        crew.Run(worker => done[worker]++, 1);
        Assert.Equal(201, done[0]);
        Assert.All(done[1..], times => Assert.Equal(200, times));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_failure_is_told_once_and_the_next_piece_of_work_is_whole(int failing)
    {
        using Crew crew = new(3);
        InvalidOperationException told = Assert.Throws<InvalidOperationException>(() => crew.Run(
            worker =>
            {
                if (failing < 0 || worker == failing)
                {
                    throw new InvalidOperationException("no");
                }
            },
            3));
        Assert.Equal("no", told.Message);
        int done = 0;
        crew.Run(_ => Interlocked.Increment(ref done), 3);
        Assert.Equal(3, done);
    }
}
