using Saccade.Checkpoints;
using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Experiments.Config;
using Saccade.Experiments.Engines;
using Saccade.Experiments.Runs;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Checkpoints;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Runs;

/// <summary>What several threads of one process do at once has the bits of what they do one after the other.</summary>
[Collection(TorchTests.Name)]
public sealed class ConcurrencyTests : IDisposable
{
    private static readonly Recipe s_recipe = new Recipe { Name = "trial" }.With(
    [
        "task.digits=drawn", "task.training_digits=60", "task.validation_digits=20", "training.epochs=4", "training.batch_size=10",
        "model.hidden=12", "model.glimpse_hidden=6", "model.glimpse_features=8", "model.glimpses=3",
    ]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(EngineKind.Cpu)]
    [InlineData(EngineKind.Torch)]
    public void Two_trainings_in_one_process_do_not_disturb_each_other(EngineKind engine)
    {
        byte[][] alone = [Train("a", 1, engine), Train("b", 2, engine)];
        byte[][] together = new byte[2][];
        OnThreads(2, i => together[i] = Train($"together-{i}", i + 1, engine));
        Assert.Equal(alone, together);
        Assert.NotEqual(together[0], together[1]);
    }

    [Theory]
    [InlineData(EngineKind.Cpu)]
    [InlineData(EngineKind.Torch)]
    public void Sixteen_threads_look_with_one_model(EngineKind kind)
    {
        using IEngine trained = EngineFactory.Create(Synthetic.Tiny, new(), RandomKey.FromSeed(4), 1, kind);
        ModelFile file = new(Synthetic.Tiny, trained.SaveWeights(), new Dictionary<string, string>());
        using IEngine shared = EngineFactory.Load(file, 1, kind);
        float[][] expected = [.. Enumerable.Range(0, 16).Select(i => Look(trained, i))];
        OnThreads(16, i =>
        {
            using IEngine own = EngineFactory.Load(file, 1, kind);
            for (int round = 0; round < 20; round++)
            {
                Assert.Equal(expected[i], Look(shared, i));
                Assert.Equal(expected[i], Look(own, i));
            }
        });
    }

    [Fact]
    public void A_run_is_begun_by_one_of_many_who_try()
    {
        int begun = 0;
        ErrorData?[] refusals = new ErrorData?[8];
        RunWriter? writer = null;
        RunInfo info = RunFolder.Open(TrainedFolder()).Info;
        OnThreads(refusals.Length, i =>
        {
            try
            {
                writer = RunWriter.Create(_folder["new"], s_recipe, info);
                Interlocked.Increment(ref begun);
            }
            catch (SaccadeException e)
            {
                refusals[i] = e.Error;
            }
        });
        using RunWriter held = writer!;
        Assert.Equal(1, begun);
        Assert.Equal(s_recipe, RunFolder.Open(_folder["new"]).Recipe);
        Assert.All(refusals.OfType<ErrorData>(), error => Assert.Contains(error.Kind, (ErrorKind[])[ErrorKind.InUse, ErrorKind.Exists]));
    }

    private string TrainedFolder()
    {
        Train("first", 1, EngineKind.Cpu);
        return _folder["first"];
    }

    private byte[] Train(string name, long seed, EngineKind engine)
    {
        using TrainingRun run = TrainingRun.Start(s_recipe, _folder[name], new() { Seed = seed, Threads = 1, Engine = engine });
        using Observer observer = new();
        run.Train(observer);
        return File.ReadAllBytes(Directory.GetFiles(run.Folder.CheckpointsPath).Order(StringComparer.Ordinal).Last());
    }

    private static float[] Look(IEngine engine, int seed)
    {
        ImageBatch batch = Synthetic.TinyBatch(seed, count: 1 + seed % 5);
        RolloutBatch trace = engine.Forward(batch, RolloutNoise.Draw(RandomKey.FromSeed(seed), 0, batch.Count, 3, PolicyMode.Mean));
        return [.. trace.Probabilities, .. trace.Locations, .. trace.Values];
    }

    /// <summary>Does something on N threads at once; what any of them throws is thrown.</summary>
    private static void OnThreads(int count, Action<int> work)
    {
        using Barrier start = new(count);
        Exception?[] failures = new Exception?[count];
        Thread[] threads = [.. Enumerable.Range(0, count).Select(i => new Thread(() =>
        {
            start.SignalAndWait();
            failures[i] = Record.Exception(() => work(i));
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.All(failures, Assert.Null);
    }
}
