namespace Saccade.Fast;

/// <summary>Work on all weights, piece by piece. Each worker does those of its own share, which stay in its cache, and helps others when it is done.</summary>
internal sealed class WeightWork
{
    private readonly Crew _crew;
    private readonly Pieces _left;
    private readonly WeightPiece[] _pieces;
    private readonly Share[] _own;
    private readonly Action<int> _doPieces;
    private Action<WeightPiece> _work = null!;

    public WeightWork(NetworkLayers layers, Crew crew)
    {
        _crew = crew;
        _left = new Pieces(crew.Workers);
        WeightPiece[][] pieces = [.. Enumerable.Range(0, crew.Workers).Select(worker => WeightPiece.Of(layers.BlocksOf(worker, crew.Workers)))];
        _pieces = [.. pieces.SelectMany(ofWorker => ofWorker)];
        _own = new Share[pieces.Length];
        for (int worker = 0; worker < pieces.Length; worker++)
        {
            int first = worker > 0 ? _own[worker - 1].End : 0;
            _own[worker] = new(first, first + pieces[worker].Length);
        }
        _doPieces = DoPieces;
    }

    /// <summary>Has the workers do something with each piece, and waits for them.</summary>
    public void Run(Action<WeightPiece> work)
    {
        _work = work;
        for (int worker = 0; worker < _own.Length; worker++)
        {
            _left.Begin(worker, _own[worker]);
        }
        _crew.Run(_doPieces, _own.Length);
    }

    private void DoPieces(int worker)
    {
        while (_left.Take(worker, out _, out int piece))
        {
            _work(_pieces[piece]);
        }
    }
}
