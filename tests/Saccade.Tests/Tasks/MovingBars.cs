using Saccade.Images;
using Saccade.Random;
using Saccade.Tasks;

namespace Saccade.Tests.Tasks;

/// <summary>
/// A task as a user would write it, between the two of the library: the answer is a class, but what there is to see changes. A bright bar
/// moves a column to the right with each glimpse; the class is the row that it is in.
/// </summary>
internal sealed class MovingBars : ITask
{
    public const int Rows = 3, EpisodeSteps = 4;

    public ImageSize Size => new(1, 6, 8);

    public int? Steps => EpisodeSteps;

    public IReadOnlyList<string> ClassNames { get; } = ["top", "middle", "bottom"];

    public IEpisodeSource Training(int batchSize, RandomKey key) => new Source(24, batchSize, key);

    public IEpisodeSource Validation() => new Source(12, 12, null);

    public IEpisodeSource Test(long seed = 0) => new Source(12, 5, null);

    public sealed class Episodes(int first, int count, ImageSize size, int shift) : IEpisodes
    {
        private readonly int[] _labels = [.. Enumerable.Range(first, count).Select(i => (i + shift) % Rows)];
        private readonly int[] _steps = new int[count];

        public int Count => count;

        public ImageSize Size => size;

        public bool IsStill => false;

        public ReadOnlySpan<int> Labels => _labels;

        /// <summary>The actions that episodes were moved by.</summary>
        public HashSet<int> Actions { get; } = [];

        public void Restart() => Array.Clear(_steps);

        public void Render(int episode, Span<byte> frame)
        {
            frame.Clear();
            for (int y = 0; y < 2; y++)
            {
                frame.Slice((2 * _labels[episode] + y) * size.Width + _steps[episode], 3).Fill(255);
            }
        }

        /// <summary>Where the agent looked [steps, B].</summary>
        public (float X, float Y)[,] Locations { get; } = new (float, float)[EpisodeSteps, count];

        public void Step(int episode, (float X, float Y) location, int action)
        {
            Locations[_steps[episode], episode] = location;
            _steps[episode]++;
            lock (Actions)
            {
                Actions.Add(action);
            }
        }
    }

    private sealed class Source(int count, int batchSize, RandomKey? key) : IEpisodeSource
    {
        public int Count => count;

        public int StepsPerEpoch => (count - 1) / batchSize + 1;

        public Labels Labels => new(Enumerable.Range(0, count).Select(i => i % Rows).ToArray());

        public IEpisodes Load(int epoch, int step) => new Episodes(
            step * batchSize,
            Math.Min(batchSize, count - step * batchSize),
            new(1, 6, 8),
            key?.Fork(epoch).Stream() is RandomStream stream ? stream.NextInt(Rows) : 0);
    }
}
