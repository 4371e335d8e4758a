using Saccade.Cli.Display;

namespace Saccade.EndToEnd.Tests;

/// <summary>The lines of progress, which end before the result of a command begins.</summary>
public sealed class ProgressDisplayTests
{
    private readonly StringWriter _output = new() { NewLine = "\n" };

    [Fact]
    public void On_a_terminal_a_line_ends_with_the_last_picture_or_with_the_display()
    {
        using PictureDisplay display = new(_output, isTerminal: true);
        display.Report(new(Decoding: false, 2, 2));
        Assert.Equal("", _output.ToString());
        display.Report(new(Decoding: true, 1, 2));
        display.Report(new(Decoding: true, 2, 2));
        Assert.Equal("\rDecoding pictures: 1 of 2 \rDecoding pictures: 2 of 2 \n", _output.ToString());
        display.Report(new(Decoding: true, 1, 3));
        display.Dispose();
        Assert.EndsWith("\n\rDecoding pictures: 1 of 3 \n", _output.ToString());
    }

    [Fact]
    public void On_a_terminal_a_line_ends_with_the_download_or_with_the_display()
    {
        using DownloadDisplay display = new(_output, isTerminal: true);
        display.Report(new("a", 1_000_000, 2_000_000));
        display.Report(new("a", 2_000_000, 2_000_000));
        Assert.EndsWith("2.0 MB \n", _output.ToString());
        display.Report(new("b", 1_000_000, Total: null));
        display.Dispose();
        Assert.EndsWith("1.0 MB \n", _output.ToString());
        Assert.Equal(2, _output.ToString().Count(character => character == '\n'));
    }

    [Fact]
    public void In_a_pipe_a_line_stands_for_all_pictures_and_for_each_file()
    {
        using PictureDisplay pictures = new(_output, isTerminal: false);
        using DownloadDisplay download = new(_output, isTerminal: false);
        pictures.Report(new(Decoding: true, 1, 2));
        pictures.Report(new(Decoding: true, 2, 2));
        download.Report(new("a", 1, 2));
        download.Report(new("a", 2, 2));
        Assert.Equal("Decoded 2 pictures\nDownloading a\n", _output.ToString());
    }
}
