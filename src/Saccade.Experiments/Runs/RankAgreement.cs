using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Saccade.Cpu;

namespace Saccade.Experiments.Runs;

/// <summary>Makes sure that all processes train the same: recipe, seed, threads, version, kind of processor, data and weights.</summary>
internal static class RankAgreement
{
    private const int HashBytes = 32;

    /// <summary>Compares whether the processes resume a run or start one, before they exchange anything else.</summary>
    /// <exception cref="SaccadeException">Some resume and some start; all throw the same.</exception>
    public static void RequireSameStart(IProcessGroup processes, bool resume)
    {
        double[] resuming = [resume ? 1 : 0];
        processes.Sum(resuming);
        if (resuming[0] > 0 && resuming[0] < processes.Count)
        {
            throw Differ("command: some resume a run, and some start one");
        }
    }

    /// <summary>Compares this process with the one of rank 0, in every process.</summary>
    /// <exception cref="SaccadeException">They differ in any process; all throw the same.</exception>
    public static void Require(IProcessGroup processes, Recipe recipe, RunInfo info, ITask task, Trainer trainer)
    {
        (string Name, byte[] Hash)[] facts =
        [
            ("version", Text(RunInfo.ThisVersion)),
            ("recipe", Text(RecipeText.Write(RecipePaths.NamesOnly(recipe)))),
            ("seed", Text($"{info.Seed}")),
            ("number of threads", Text($"{info.Threads} {info.LaterThreads}")),
            ("vector width of the processor", Text($"{Processor.VectorBits}")),
            ("data", Data(task, trainer)),
            ("weights", Weights(trainer)),
        ];
        byte[] first = [.. facts.SelectMany(fact => fact.Hash)];
        processes.Broadcast(first);
        double[] differ = [.. facts.Select((fact, i) => first.AsSpan(i * HashBytes, HashBytes).SequenceEqual(fact.Hash) ? 0.0 : 1)];
        processes.Sum(differ);
        string[] names = [.. facts.Zip(differ).Where(pair => pair.Second > 0).Select(pair => pair.First.Name)];
        if (names.Length > 0)
        {
            throw Differ(string.Join(" and ", names));
        }
    }

    private static SaccadeException Differ(string what) => new(new(
        ErrorKind.Mismatch, Detail: $"the processes of this training differ in {what}",
        Remedy: "start all with the same command, program and files"));

    private static byte[] Text(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static byte[] Weights(Trainer trainer)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (NamedTensor tensor in trainer.SaveWeights())
        {
            hash.AppendData(MemoryMarshal.AsBytes(tensor.Values.AsSpan()));
        }
        return hash.GetHashAndReset();
    }

    /// <summary>The numbers of episodes, and the frames and labels of the first batch of training and of validation.</summary>
    private static byte[] Data(ITask task, Trainer trainer)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Text($"{trainer.TrainingEpisodes} {trainer.ValidationEpisodes} {trainer.StepsPerEpoch}"));
        foreach (IEpisodeSource source in new[] { task.Training(64, Random.RandomKey.FromSeed(0)), task.Validation() })
        {
            IEpisodes episodes = source.Load(0, 0);
            episodes.Restart();
            hash.AppendData(MemoryMarshal.AsBytes(episodes.Labels));
            byte[] frame = new byte[episodes.Size.Channels * episodes.Size.Height * episodes.Size.Width];
            for (int episode = 0; episode < episodes.Count; episode++)
            {
                episodes.Render(episode, frame);
                hash.AppendData(frame);
            }
        }
        return hash.GetHashAndReset();
    }
}
