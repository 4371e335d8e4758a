// A custom task: a dot moves across the screen and the agent names the direction. One glimpse cannot show it; two can.
//
//   dotnet run samples/own-task.cs
#:project ../src/Saccade.Figures/Saccade.Figures.csproj

using System.Numerics.Tensors;
using Saccade.Cpu;
using Saccade.Evaluation;
using Saccade.Figures;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Training;

MovingDot task = new();
RandomKey key = RandomKey.FromSeed(0);
ModelOptions model = new() { Classes = task.ClassNames.Count, Glimpses = 4, Hidden = 64, Sensor = new() { PatchSide = 6, Scales = 3 } };
TrainingOptions options = new() { Epochs = 5, BatchSize = 32 };
using CpuEngine engine = new(model, options, key.Fork("weights"), threads: 1);
new Trainer(engine, task, options, key.Fork("training")).Train();

EvaluationResult result = Evaluator.Evaluate(engine, task.Test(), new EvaluationOptions());
Console.WriteLine($"Test error: {result.ErrorPercent:F1}% of {result.Images} episodes");
GlimpseTrace trace = GlimpseTracer.Trace(engine, task.Test(), count: 1, new EvaluationOptions())[0];
Console.WriteLine(RolloutText.Render(trace with { ClassNames = task.ClassNames }));

internal sealed class MovingDot : ITask
{
    public ImageSize Size => MovingDots.FrameSize;
    public IReadOnlyList<string> ClassNames { get; } = ["up", "right", "down", "left"];
    public IEpisodeSource Training(int batchSize, RandomKey key) => DrawnEpisodes.Fresh(4_096, batchSize, key, Draw);
    public IEpisodeSource Validation() => DrawnEpisodes.Fixed(500, RandomKey.FromSeed(1), Draw);
    public IEpisodeSource Test(long seed = 0) => DrawnEpisodes.Fixed(1_000, RandomKey.FromSeed(2).Fork(seed), Draw);

    private static MovingDots Draw(RandomKey key, int first, int count) => new(key, first, count);
}

internal sealed class MovingDots : IEpisodes
{
    private const int Side = 24, Dot = 2, Speed = 2;

    private readonly (int X, int Y)[] starts;
    private readonly int[] labels, steps;

    public MovingDots(RandomKey key, int first, int count)
    {
        (starts, labels, steps) = (new (int, int)[count], new int[count], new int[count]);
        for (int i = 0; i < count; i++)
        {
            RandomStream random = key.Fork(first + i).Stream();
            (starts[i], labels[i]) = ((8 + random.NextInt(7), 8 + random.NextInt(7)), random.NextInt(4));
        }
    }

    public static ImageSize FrameSize => new(1, Side, Side);
    public int Count => labels.Length;
    public ImageSize Size => FrameSize;
    public bool IsStill => false;
    public ReadOnlySpan<int> Labels => labels;

    // Half the reward for the opposite direction: the axis is right.
    public RewardFunction Reward => (probabilities, label) => (TensorPrimitives.IndexOfMax(probabilities) - label) switch
    {
        0 => 1,
        2 or -2 => 0.5,
        _ => 0,
    };

    public void Restart() => Array.Clear(steps);
    public void Step(int episode, (float X, float Y) location, int action) => steps[episode]++;

    public void Render(int episode, Span<byte> frame)
    {
        (int x, int y) = labels[episode] switch { 0 => (0, -1), 1 => (1, 0), 2 => (0, 1), _ => (-1, 0) };
        int left = Math.Clamp(starts[episode].X + x * Speed * steps[episode], 0, Side - Dot);
        int top = Math.Clamp(starts[episode].Y + y * Speed * steps[episode], 0, Side - Dot);
        frame.Clear();
        for (int row = top; row < top + Dot; row++)
        {
            frame.Slice(row * Side + left, Dot).Fill(255);
        }
    }
}
