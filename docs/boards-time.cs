// The time that an attention model takes for a board of 320, 640 and 1,280 pixels: with a context network of fixed side it is the same.
//
//   dotnet run docs/boards-time.cs RUN
//
// prints milliseconds for an image, the median of seven rounds on one thread.
#:project ../src/Saccade.Experiments/Saccade.Experiments.csproj
#:property RestorePackagesWithLockFile=false
#:property EnforceCodeStyleInBuild=false
#:property PublishAot=false

using System.Diagnostics;
using Saccade.Evaluation;
using Saccade.Experiments.Runs;
using Saccade.Images;
using Saccade.Training;

const int Images = 16, Rounds = 7;
int[] sides = [320, 640, 1280];
using IEngine engine = TrainedModel.Open(args[0]).CreateEngine(threads: 1);
ImageSet[] boards = [.. sides.Select(Noise)];
double[][] times = [.. boards.Select(_ => new double[Rounds])];
foreach (ImageSet set in boards)
{
    Evaluator.Evaluate(engine, set, new()); // compiles what is timed
}
for (int round = 0; round < Rounds; round++)
{
    for (int i = 0; i < boards.Length; i++)
    {
        long start = Stopwatch.GetTimestamp();
        Evaluator.Evaluate(engine, boards[i], new());
        times[i][round] = Stopwatch.GetElapsedTime(start).TotalMilliseconds / Images;
    }
}
for (int i = 0; i < boards.Length; i++)
{
    Console.WriteLine($"{sides[i]}×{sides[i]}: {times[i].Order().ElementAt(Rounds / 2):0.00} ms");
}

static ImageSet Noise(int side)
{
    byte[] pixels = new byte[Images * side * side];
    new Random(1).NextBytes(pixels);
    return new(pixels, new Labels(new int[Images].AsMemory()), new(1, side, side));
}
