using System.Text.Json;
using Saccade.Images;
using Saccade.Random;
using Saccade.Tasks;

namespace Saccade.EndToEnd.Tests;

/// <summary>Commands for a task of a user. This assembly is the extension.</summary>
public sealed class ExtensionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_task_of_a_user_has_can_be_asked_for_and_what_it_has_not_is_refused()
    {
        File.WriteAllText(_folder["halves.toml"], $"""
            [task]
            kind = "extension"
            extension = "{typeof(Halves).FullName}"
            [model]
            classes = 2
            glimpses = 3
            [training]
            epochs = 1
            batch_size = 10
            """);
        (await Call(["train", "./halves.toml", "--run", "run", .. Options.SmallNets])).Succeeded();

        string[] options = ["--split", "validation", "--glimpses", "2", "--rollouts", "3", "--policy", "sample", "--threads", "1"];
        JsonElement result = (await Call(["eval", "run", "--json", .. options])).Succeeded().Json();
        Assert.Equal((20, 3), (result.GetProperty("images").GetInt32(), result.GetProperty("rollouts").GetInt32()));
        Assert.Equal(2, result.GetProperty("accuracyByGlimpse").GetArrayLength());
        Finished text =
            (await Call("look", "run", "--ascii", "--split", "validation", "--glimpses", "2", "--threads", "1")).Succeeded();
        Assert.Matches("Label (left|right), answer after 2 glimpses (left|right)", text.Output);
        // They move, so fewer are drawn than of still images.
        Finished pictures = (await Call("look", "run", "--out", "drawn", "--threads", "1")).Succeeded();
        Assert.Contains(" of 4 test images", pictures.Lines[0]);
        Assert.Equal(4, Directory.GetFiles(_folder["drawn"], "episode-*.webp").Length);

        foreach (string[] option in new string[][] { ["--episodes", "5"], ["--data", "x"], ["--test-images", "x", "--test-labels", "x"] })
        {
            Assert.Contains($"{option[0]} cannot be given here", (await Call(["eval", "run", .. option])).Failed(2));
        }
    }

    private Task<Finished> Call(params IEnumerable<string> arguments) =>
        SaccadeCalls.Run(_folder.Path, [.. arguments, "--extension", typeof(Halves).Assembly.Location]);

    /// <summary>The class is the bright half of the frame; it grows darker with every glimpse.</summary>
    private sealed class Halves : ITask
    {
        public ImageSize Size => new(1, 12, 12);

        public IReadOnlyList<string> ClassNames { get; } = ["left", "right"];

        public IEpisodeSource Training(int batchSize, RandomKey key) => DrawnEpisodes.Fresh(40, batchSize, key, Draw);

        public IEpisodeSource Validation() => DrawnEpisodes.Fixed(20, RandomKey.FromSeed(1), Draw);

        public IEpisodeSource Test(long seed = 0) => DrawnEpisodes.Fixed(30, RandomKey.FromSeed(2).Fork(seed), Draw);

        private Episodes Draw(RandomKey key, int first, int count) => new(Size, count);
    }

    private sealed class Episodes(ImageSize size, int count) : IEpisodes
    {
        private readonly int[] _labels = [.. Enumerable.Range(0, count).Select(i => i % 2)], _steps = new int[count];

        public int Count => count;

        public ImageSize Size => size;

        public bool IsStill => false;

        public ReadOnlySpan<int> Labels => _labels;

        public void Restart() => Array.Clear(_steps);

        public void Render(int episode, Span<byte> frame)
        {
            for (int i = 0; i < frame.Length; i++)
            {
                bool bright = i % size.Width / (size.Width / 2) == _labels[episode];
                frame[i] = (byte)(bright ? 255 - 20 * Math.Min(10, _steps[episode]) : 0);
            }
        }

        public void Step(int episode, (float X, float Y) location, int action) => _steps[episode]++;
    }
}
