using Saccade.Imaging.Caching;

namespace Saccade.Cli.Display;

/// <summary>Shows how far pictures are read and decoded: a line that changes on a terminal, one at the end in a pipe.</summary>
/// <param name="output">Where it is shown.</param>
/// <param name="isTerminal">Whether that is a terminal.</param>
internal sealed class PictureDisplay(TextWriter output, bool isTerminal) : IProgress<PictureProgress>, IDisposable
{
    private readonly Lock _lock = new();
    private bool _open;

    /// <summary>Shows it on standard error.</summary>
    public PictureDisplay() : this(Console.Error, !Console.IsErrorRedirected) { }

    public void Report(PictureProgress value)
    {
        if (!value.Decoding)
        {
            return;
        }
        lock (_lock)
        {
            if (isTerminal)
            {
                output.Write($"\rDecoding pictures: {value.Done:N0} of {value.Total:N0} ");
                _open = true;
                if (value.Done == value.Total)
                {
                    // What follows has a line of its own.
                    Dispose();
                }
            }
            else if (value.Done == value.Total)
            {
                output.WriteLine($"Decoded {value.Total:N0} pictures");
            }
        }
    }

    public void Dispose()
    {
        if (_open)
        {
            output.WriteLine();
            _open = false;
        }
    }
}
