using Saccade.Data.Sources;

namespace Saccade.Cli.Display;

/// <summary>Shows a download: a bar on a terminal, one line for each file in a pipe.</summary>
internal sealed class DownloadDisplay : IProgress<DownloadProgress>, IDisposable
{
    private const int BarWidth = 30;

    private readonly bool _terminal = !Console.IsErrorRedirected;
    private string? _file;

    public void Report(DownloadProgress value)
    {
        if (value.File != _file)
        {
            Dispose();
            _file = value.File;
            if (!_terminal)
            {
                Console.Error.WriteLine($"Downloading {value.File}");
            }
        }
        if (_terminal)
        {
            double share = value.Total is > 0 ? Math.Min(1, (double)value.Received / value.Total.Value) : 0;
            int filled = (int)(share * BarWidth);
            string bar = new string('#', filled) + new string('.', BarWidth - filled);
            Console.Error.Write($"\r{value.File} [{bar}] {value.Received / 1e6:F1} MB ");
        }
    }

    public void Dispose()
    {
        if (_terminal && _file is not null)
        {
            Console.Error.WriteLine();
            _file = null;
        }
    }
}
