using Saccade.Experiments.Machine;
using Saccade.Policy;

namespace Saccade.Experiments.Runs;

/// <summary>The result of a run's model on the test images: <c>test.json</c> in the run's folder.</summary>
/// <param name="Epochs">The number of epochs the run had when its model was tested.</param>
/// <param name="Hardware">The machine, in one line.</param>
/// <param name="Result">How the model did.</param>
/// <param name="Chance">How a random agent did on the same episodes; null where answers are classes.</param>
public sealed record TestRecord(int Epochs, string Hardware, EvaluationResult Result, EvaluationResult? Chance = null)
{
    private const string Name = "test.json";

    /// <summary>
    /// Keeps what the test of a finished run found, for pages and releases: of the model as it was trained, with the mean policy
    /// and seed 0. What other evaluations found is not kept, nor what one of fewer rollouts or draws did after one of more.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="options">How its model was evaluated on the recipe's test images.</param>
    /// <param name="test">What was found.</param>
    /// <exception cref="SaccadeException">The run's figures cannot be read, or its folder not be written.</exception>
    public static void Keep(RunFolder run, EvaluationOptions options, TaskTest test)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(test);
        RunProgress progress = RunProgress.Read(run);
        int glimpses = run.Recipe.Model.Glimpses;
        bool asTrained = options is { Policy: PolicyMode.Mean, Seed: 0, Price: null } && (options.Glimpses ?? glimpses) == glimpses;
        if (asTrained && progress.Finished && IsMore(test.Result, Read(run, progress.Epochs)?.Result))
        {
            new TestRecord(progress.Epochs, ThisMachine(), test.Result, test.Chance).Write(run);
        }
    }

    /// <summary>The record of the run as it is; null if there is none, it is damaged, or the run was trained further since.</summary>
    internal static TestRecord? Read(RunFolder run, int epochs)
    {
        string path = run.In(Name);
        try
        {
            TestRecord? record = File.Exists(path) ? JsonFile.Read<TestRecord>(path, "evaluate the run again") : null;
            return record?.Epochs == epochs ? record : null;
        }
        catch (SaccadeException e) when (e.Error.Kind == ErrorKind.Damaged)
        {
            // Another test takes seconds and gives the same result.
            return null;
        }
    }

    internal void Write(RunFolder run) => JsonFile.Write(run.In(Name), this);

    private static bool IsMore(EvaluationResult result, EvaluationResult? kept) => kept is null
        || (result.Rollouts >= kept.Rollouts && result.Draws >= kept.Draws
            && (result.Rollouts, result.Draws) != (kept.Rollouts, kept.Draws));

    /// <summary>Machine and software of this process, in one line.</summary>
    internal static string ThisMachine()
    {
        Dictionary<string, string> facts = SystemReport.Gather().Facts.ToDictionary(fact => fact.Name, fact => fact.Value);
        string torch = facts.TryGetValue("libtorch", out string? version) ? $", libtorch {version}" : "";
        return $"{facts["Processor"]} ({facts["Cores"]} cores, {facts["Memory"]}), {facts["Operating system"]}, {facts[".NET"]}{torch}";
    }
}
