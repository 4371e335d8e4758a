using Saccade.Experiments.Engines;

namespace Saccade.Benchmarks;

/// <summary>
/// Ours, a careful PyTorch implementation of the same network, loss and batch, and our engine on TorchSharp, in turn: A B C D A B C D.
/// </summary>
internal static class Peer
{
    private const int Rounds = 11;
    private const double RoundSeconds = 0.5;

    public static void Run()
    {
        Page page = new("peer", "Beside PyTorch",
            $"Medians of {Rounds} rounds, in which they are timed in turn; times faster is the median of the ratios.");
        page.Line($"{PyTorch.Versions}. The kernels named there are OpenBLAS's own choice: a processor newer than itself it may not know, "
            + "and then it takes those of an old one; Prescott's were a third as fast as SkylakeX's on a Xeon of 2023.");
        page.Line("");
        page.Line("mnist-28 as its recipe has it but for the batch: the same network, loss and optimiser. Ours with two threads; PyTorch "
            + "(benchmarks/pytorch/ram.py) with the fastest of one and two of its threads, one and two of OpenBLAS, and OpenBLAS's "
            + "choice of kernels or those for the processor's widest vectors, and beside it as it comes, with OpenBLAS's own choice; our "
            + "engine on TorchSharp with the faster of one and two threads. Choices are made by medians of three short rounds. Core to "
            + "core: how long one core waits for a cache line of the other, in the median of the rounds; of batches of 20 our two threads "
            + "learn together, and exchange what they computed layer by layer.");
        page.Line("");
        page.Head("batch", "ours, images/s", "PyTorch, images/s", "its threads + OpenBLAS's, kernels", "times faster",
            "as it comes, images/s", "times faster", "TorchSharp, images/s", "its threads", "core to core, ns");
        List<string> byDistance = [];
        foreach (int batch in (int[])[20, 128, 512])
        {
            (PyTorch peer, PyTorch asItComes) = PyTorch.Fastest(batch);
            int threads = TorchRate(batch, 1) > TorchRate(batch, 2) ? 1 : 2;
            using TrainingStep ours = Step(batch, 2, EngineKind.Cpu), torch = Step(batch, threads, EngineKind.Torch);
            _ = ours.ImagesPerSecond(rounds: 3); // until it is compiled
            double[] fast = new double[Rounds], theirs = new double[Rounds], plain = new double[Rounds], slow = new double[Rounds],
                handOvers = new double[Rounds];
            for (int round = 0; round < Rounds; round++)
            {
                fast[round] = ours.ImagesPerSecond(RoundSeconds, rounds: 1);
                handOvers[round] = HandOver.Nanoseconds();
                theirs[round] = peer.ImagesPerSecond(batch, RoundSeconds);
                plain[round] = asItComes == peer ? theirs[round] : asItComes.ImagesPerSecond(batch, RoundSeconds);
                slow[round] = torch.ImagesPerSecond(RoundSeconds, rounds: 1);
            }
            page.Row(
                batch, Statistics.Median(fast), Statistics.Median(theirs), peer, Statistics.MedianRatio(fast, theirs),
                Statistics.Median(plain), Statistics.MedianRatio(fast, plain), Statistics.Median(slow), threads,
                    Statistics.Median(handOvers));
            IEnumerable<string> rounds = Enumerable.Range(0, Rounds)
                .OrderBy(round => handOvers[round])
                .Select(round => FormattableString.Invariant($"{fast[round] / theirs[round]:F1} at {handOvers[round]:F0} ns"));
            byDistance.Add($"Batch {batch}, times faster in each round, by the way from core to core: {string.Join(", ", rounds)}.");
        }
        foreach (string line in byDistance)
        {
            page.Line("");
            page.Line(line);
        }
        page.Save();
    }

    private static TrainingStep Step(int batch, int threads, EngineKind kind) => new(BenchmarkTask.Mnist28, batch, threads, kind);

    private static double TorchRate(int batch, int threads)
    {
        using TrainingStep step = Step(batch, threads, EngineKind.Torch);
        return step.ImagesPerSecond(rounds: 3);
    }
}
