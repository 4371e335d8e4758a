namespace Saccade.Fast;

/// <summary>
/// Pieces of some work, which workers share. Each has some of its own and takes them from the first on; who is done with its
/// own takes the last of the one that is most behind, so that nobody waits long for a slower core.
/// </summary>
internal sealed class Pieces
{
    private readonly Lane[] _lanes;

    public Pieces(int workers)
    {
        _lanes = [.. Enumerable.Range(0, workers).Select(_ => new Lane())];
    }

    /// <summary>Takes all from all workers, as after work that failed.</summary>
    public void Clear()
    {
        foreach (Lane lane in _lanes)
        {
            lane.Begin(default, 0);
        }
    }

    /// <summary>Gives a worker its own, of which others may take so many; its first is always its own.</summary>
    public void Begin(int worker, Share own, int mostHelp = int.MaxValue) => _lanes[worker].Begin(own, mostHelp);

    /// <summary>Takes a piece for a worker, if one is left that it may take.</summary>
    /// <param name="worker">Who takes it.</param>
    /// <param name="owner">Whose it was.</param>
    /// <param name="piece">The piece.</param>
    public bool Take(int worker, out int owner, out int piece)
    {
        owner = worker;
        bool taken = _lanes[worker].TakeFirst(out piece);
        while (!taken && MostBehind() is int behind and >= 0)
        {
            owner = behind;
            taken = _lanes[behind].TakeLast(out piece);
        }
        return taken;
    }

    /// <summary>Who has most left that others may take; −1 if nobody has.</summary>
    private int MostBehind()
    {
        (int behind, int most) = (-1, 0);
        for (int worker = 0; worker < _lanes.Length; worker++)
        {
            int left = _lanes[worker].LeftToOthers;
            (behind, most) = left > most ? (worker, left) : (behind, most);
        }
        return behind;
    }

    /// <summary>One worker's pieces.</summary>
    private sealed class Lane
    {
        // On a cache line of its own, which others look at only when they are done.
        private const int Line = 8;

        // The next piece and the end, as one number.
        private readonly long[] _left = new long[2 * Line];
        private int _firstForOthers;

        public int LeftToOthers
        {
            get
            {
                (int next, int end) = Parted(Volatile.Read(ref _left[Line]));
                return end - Math.Max(next, Volatile.Read(ref _firstForOthers));
            }
        }

        public void Begin(Share own, int mostHelp)
        {
            _firstForOthers = own.First + Math.Max(1, own.Count - Math.Min(own.Count, mostHelp));
            Volatile.Write(ref _left[Line], Joined(own.First, own.End));
        }

        public bool TakeFirst(out int piece)
        {
            while (true)
            {
                long left = Volatile.Read(ref _left[Line]);
                (piece, int end) = Parted(left);
                if (piece >= end)
                {
                    return false;
                }
                if (Interlocked.CompareExchange(ref _left[Line], Joined(piece + 1, end), left) == left)
                {
                    return true;
                }
            }
        }

        public bool TakeLast(out int piece)
        {
            while (true)
            {
                long left = Volatile.Read(ref _left[Line]);
                (int next, int end) = Parted(left);
                piece = end - 1;
                if (piece < Math.Max(next, Volatile.Read(ref _firstForOthers)))
                {
                    return false;
                }
                if (Interlocked.CompareExchange(ref _left[Line], Joined(next, piece), left) == left)
                {
                    return true;
                }
            }
        }

        private static long Joined(int next, int end) => ((long)next << 32) | (uint)end;

        private static (int Next, int End) Parted(long left) => ((int)(left >> 32), (int)left);
    }
}
