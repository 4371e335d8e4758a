using Saccade.Imaging.Caching;

namespace Saccade.Cli.Display;

/// <summary>Shows how far pictures are read and decoded: a line that changes on a terminal, the first and the last in a pipe.</summary>
internal sealed class PictureDisplay : IProgress<PictureProgress>, IDisposable
{
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private readonly Lock _lock = new();
    private bool _open;

    public void Report(PictureProgress value)
    {
        if (!value.Decoding)
        {
            return;
        }
        lock (_lock)
        {
            if (_terminal)
            {
                Console.Error.Write($"\rDecoding pictures: {value.Done:N0} of {value.Total:N0} ");
                _open = true;
            }
            else if (value.Done == value.Total)
            {
                Console.Error.WriteLine($"Decoded {value.Total:N0} pictures");
            }
        }
    }

    public void Dispose()
    {
        if (_open)
        {
            Console.Error.WriteLine();
            _open = false;
        }
    }
}
