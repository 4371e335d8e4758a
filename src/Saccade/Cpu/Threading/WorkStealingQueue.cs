namespace Saccade.Cpu.Threading;

/// <summary>
/// The items of an operation, shared by workers. Each worker takes its own items from the first on; idle workers steal the last item of the
/// worker that has most left, so that no worker waits long for a slower core.
/// </summary>
internal sealed class WorkStealingQueue(int workers)
{
    private readonly Lane[] _lanes = [.. Enumerable.Range(0, workers).Select(_ => new Lane())];

    /// <summary>Removes all items.</summary>
    public void Clear()
    {
        foreach (Lane lane in _lanes)
        {
            lane.Assign(default, 0);
        }
    }

    /// <summary>Assigns a worker its own items; others may steal the last <paramref name="stealable"/> of them, never the first.</summary>
    public void Assign(int worker, IndexRange own, int stealable = int.MaxValue) => _lanes[worker].Assign(own, stealable);

    /// <summary>Takes an item for a worker: its own first one, or the last of another owner; false if none is left for it.</summary>
    public bool Take(int worker, out int owner, out int item)
    {
        owner = worker;
        bool taken = _lanes[worker].TakeFirst(out item);
        while (!taken && FindVictim() is int victim and >= 0)
        {
            owner = victim;
            taken = _lanes[victim].TakeLast(out item);
        }
        return taken;
    }

    /// <summary>The worker with most items left to steal; −1 if there are none.</summary>
    private int FindVictim()
    {
        (int victim, int most) = (-1, 0);
        for (int worker = 0; worker < _lanes.Length; worker++)
        {
            int left = _lanes[worker].Stealable;
            (victim, most) = left > most ? (worker, left) : (victim, most);
        }
        return victim;
    }

    /// <summary>The items of one worker.</summary>
    private sealed class Lane
    {
        // On a separate cache line, which other workers read only when they are idle.
        private const int Line = 8;

        // The next item and the end, packed into one number.
        private readonly long[] _left = new long[2 * Line];
        private int _firstStealable;

        public int Stealable
        {
            get
            {
                (int next, int end) = Unpack(Volatile.Read(ref _left[Line]));
                return end - Math.Max(next, Volatile.Read(ref _firstStealable));
            }
        }

        public void Assign(IndexRange own, int stealable)
        {
            _firstStealable = own.First + Math.Max(1, own.Count - Math.Min(own.Count, stealable));
            Volatile.Write(ref _left[Line], Pack(own.First, own.End));
        }

        public bool TakeFirst(out int item)
        {
            while (true)
            {
                long left = Volatile.Read(ref _left[Line]);
                (item, int end) = Unpack(left);
                if (item >= end)
                {
                    return false;
                }
                if (Interlocked.CompareExchange(ref _left[Line], Pack(item + 1, end), left) == left)
                {
                    return true;
                }
            }
        }

        public bool TakeLast(out int item)
        {
            while (true)
            {
                long left = Volatile.Read(ref _left[Line]);
                (int next, int end) = Unpack(left);
                item = end - 1;
                if (item < Math.Max(next, Volatile.Read(ref _firstStealable)))
                {
                    return false;
                }
                if (Interlocked.CompareExchange(ref _left[Line], Pack(next, item), left) == left)
                {
                    return true;
                }
            }
        }

        private static long Pack(int next, int end) => ((long)next << 32) | (uint)end;

        private static (int Next, int End) Unpack(long left) => ((int)(left >> 32), (int)left);
    }
}
