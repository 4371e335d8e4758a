using System.Diagnostics;
using System.Globalization;
using Saccade.Reliability.Programs;
using SkiaSharp;

namespace Saccade.Reliability.Pictures;

/// <summary>Draws pictures, and lets the program decode them and learn from them as a separate process.</summary>
internal static class PicturesHarness
{
    private const int Width = 1600, Height = 1200, Channels = 3;
    private const int Classes = 4;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Lists a folder of many tiny pictures, and decodes them.</summary>
    public static PicturesReport List(int files)
    {
        using ScratchFolder folder = new();
        Draw(folder, files, 2, 2, SKEncodedImageFormat.Png);
        return Run($"{files:N0} files listed and decoded", folder, ["data", "--images", "pictures"]);
    }

    /// <summary>Decodes a set of photographs of some size and then learns from it for an epoch.</summary>
    public static IEnumerable<PicturesReport> Train(long bytes)
    {
        using ScratchFolder folder = new();
        int pictures = (int)(bytes / (Width * Height * Channels));
        Draw(folder, pictures, Width, Height, SKEncodedImageFormat.Jpeg);
        string[] options = ["task.short_side=0", "training.epochs=1"];
        string[] given = ["--images", "pictures", "--cache-size", "100", .. options.SelectMany(option => new[] { "--set", option })];
        string set = string.Create(CultureInfo.InvariantCulture, $"{pictures:N0} photographs, decoded {bytes / 1e9:0.0} GB");
        yield return Run($"{set}: decoding", folder, ["data", .. given]);
        yield return Run($"{set}: an epoch", folder, ["train", .. given, "--run", "run"]);
    }

    private static PicturesReport Run(string what, ScratchFolder folder, IEnumerable<string> arguments)
    {
        long start = Stopwatch.GetTimestamp();
        using SaccadeProgram program = SaccadeProgram.Start(folder.Path, arguments);
        long most = 0;
        double processor = 0;
        while (!program.HasExited)
        {
            (most, processor) = Sample(program.Id) ?? (most, processor);
            program.WaitForExit(s_pause);
        }
        Ended ended = program.End();
        if (ended.ExitCode != 0)
        {
            Console.WriteLine(ended.Errors);
        }
        return new(what, ended.ExitCode == 0, Stopwatch.GetElapsedTime(start).TotalSeconds, processor, most);
    }

    /// <summary>Most memory and processor time of a process so far; null if it has just ended.</summary>
    private static (long Memory, double Seconds)? Sample(int process)
    {
        try
        {
            string? memory = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status"))
                .FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            using Process same = Process.GetProcessById(process);
            return memory is null
                ? null
                : (1024 * long.Parse(memory[6..].Trim().Split(' ')[0], CultureInfo.InvariantCulture), same.TotalProcessorTime.TotalSeconds);
        }
        catch (Exception e) when (e is IOException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Draws pictures that all differ, in folders of classes and splits.</summary>
    private static void Draw(ScratchFolder folder, int count, int width, int height, SKEncodedImageFormat format)
    {
        string ending = format == SKEncodedImageFormat.Png ? "png" : "jpg";
        foreach (int label in Enumerable.Range(0, Classes))
        {
            Directory.CreateDirectory(folder[$"pictures/{label}"]);
        }
        Parallel.For(0, count, i =>
        {
            using SKBitmap bitmap = new(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
            using SKCanvas canvas = new(bitmap);
            canvas.Clear(new SKColor((byte)i, (byte)(i >> 8), (byte)(i >> 16)));
            canvas.DrawRect(width / 4, height / 4, width / 2, height / 2, new SKPaint { Color = SKColors.Teal });
            using SKData data = bitmap.Encode(format, 90);
            File.WriteAllBytes(folder[$"pictures/{i % Classes}/{i}.{ending}"], data.ToArray());
        });
    }
}
