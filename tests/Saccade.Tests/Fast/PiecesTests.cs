using Saccade.Fast;

namespace Saccade.Tests.Fast;

public sealed class PiecesTests
{
    [Fact]
    public void A_worker_takes_its_own_from_the_first_on_and_then_the_last_of_who_is_most_behind()
    {
        Pieces pieces = new(3);
        pieces.Begin(0, new(0, 2));
        pieces.Begin(1, new(2, 6));
        pieces.Begin(2, new(6, 11));
        Assert.Equal([(0, 0), (0, 1), (2, 10), (1, 5), (2, 9), (1, 4), (2, 8), (1, 3), (2, 7)], All(pieces, worker: 0));
        Assert.Equal([(1, 2)], All(pieces, worker: 1));
        Assert.Equal([(2, 6)], All(pieces, worker: 2));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 2)]
    [InlineData(4, 4)]
    [InlineData(9, 4)]
    public void Others_take_so_many_and_never_the_first(int mostHelp, int helped)
    {
        Pieces pieces = new(2);
        pieces.Begin(1, new(3, 8), mostHelp);
        Assert.Equal(Enumerable.Range(0, helped).Select(i => (1, 7 - i)), All(pieces, worker: 0));
        Assert.Equal(Enumerable.Range(3, 5 - helped).Select(piece => (1, piece)), All(pieces, worker: 1));
    }

    [Fact]
    public void Nothing_is_left_of_what_is_cleared()
    {
        Pieces pieces = new(2);
        pieces.Begin(0, new(0, 5));
        pieces.Begin(1, new(5, 9));
        pieces.Clear();
        Assert.Empty(All(pieces, worker: 0));
        Assert.Empty(All(pieces, worker: 1));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_piece_is_taken_once_by_however_many_at_once(int workers)
    {
        const int Each = 2000;
        Pieces pieces = new(workers);
        int[] taken = new int[workers * Each];
        using Crew crew = new(workers);
        for (int round = 0; round < 5; round++)
        {
            Array.Clear(taken);
            for (int worker = 0; worker < workers; worker++)
            {
                pieces.Begin(worker, new(worker * Each, (worker + 1) * Each));
            }
            crew.Run(Take, workers);
            Assert.All(taken, times => Assert.Equal(1, times));
        }

        void Take(int worker)
        {
            while (pieces.Take(worker, out int owner, out int piece))
            {
                Interlocked.Increment(ref taken[piece]);
                Assert.Equal(piece / Each, owner);
            }
        }
    }

    private static List<(int Owner, int Piece)> All(Pieces pieces, int worker)
    {
        List<(int, int)> all = [];
        while (pieces.Take(worker, out int owner, out int piece))
        {
            all.Add((owner, piece));
        }
        return all;
    }
}
