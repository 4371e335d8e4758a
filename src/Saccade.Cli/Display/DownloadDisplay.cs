using Saccade.Data.Sources;

namespace Saccade.Cli.Display;

/// <summary>Shows a download: a bar on a terminal, one line for each file in a pipe.</summary>
/// <param name="output">Where it is shown.</param>
/// <param name="isTerminal">Whether that is a terminal.</param>
internal sealed class DownloadDisplay(TextWriter output, bool isTerminal) : IProgress<DownloadProgress>, IDisposable
{
    private const int BarWidth = 30;

    private string? _file;

    /// <summary>Shows it on standard error.</summary>
    public DownloadDisplay() : this(Console.Error, !Console.IsErrorRedirected) { }

    public void Report(DownloadProgress value)
    {
        if (value.File != _file)
        {
            Dispose();
            _file = value.File;
            if (!isTerminal)
            {
                output.WriteLine($"Downloading {value.File}");
            }
        }
        if (isTerminal)
        {
            double share = value.Total is > 0 ? Math.Min(1, (double)value.Received / value.Total.Value) : 0;
            int filled = (int)(share * BarWidth);
            string bar = new string('#', filled) + new string('.', BarWidth - filled);
            output.Write($"\r{value.File} [{bar}] {value.Received / 1e6:F1} MB ");
            if (value.Received == value.Total)
            {
                // What follows has a line of its own.
                Dispose();
            }
        }
    }

    public void Dispose()
    {
        if (isTerminal && _file is not null)
        {
            output.WriteLine();
            _file = null;
        }
    }
}
