namespace Saccade.EndToEnd.Tests;

/// <summary><c>saccade release</c>, and the use of what it makes by name.</summary>
public sealed class ReleaseTests(SharedRuns runs) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_is_evaluated_released_and_used_by_its_name()
    {
        RunFiles.Copy(await runs.Small(), _folder["run"]);
        Finished evaluated = (await Run("eval", "run", "--rollouts", "2", "--threads", "1")).Succeeded();

        Finished released = (await Run("release", "run", "--name", "mine", "--threads", "1")).Succeeded();

        (string model, string card) = (Path.Combine("models", "mine.safetensors"), Path.Combine("models", "mine.md"));
        Assert.Equal($"Model  {model}\nCard   {card}\n", released.Output);
        string error = Error(evaluated);
        Assert.Contains(error, File.ReadAllText(_folder[card]));
        Finished byName = (await Run("eval", "mine", "--threads", "1")).Succeeded();
        Assert.Equal($"Model     {model} (quickstart)", byName.Lines[0]);
        Assert.Equal(error, Error(byName));
        string complaint = (await Run("info", "mnist28")).Failed(1);
        Assert.Contains("There is no run folder or model file 'mnist28'; did you mean mnist-28? Or give ", complaint);
        Assert.Matches("the name of a built-in model: .*mine, .*mnist-28, .*quickstart", complaint);
    }

    [Fact]
    public async Task The_old_name_of_the_command_is_accepted_and_not_shown()
    {
        Assert.Equal((await Run("release", "--help")).Succeeded().Output, (await Run("ship", "--help")).Succeeded().Output);
        Assert.DoesNotContain("ship", (await Run("--help")).Succeeded().Output);
        Assert.Contains("'nowhere'", (await Run("ship", "nowhere")).Failed(1));
    }

    [Fact]
    public async Task The_projects_models_are_found_beside_the_program()
    {
        string info = (await Run("info", "mnist-28")).Succeeded().Output;
        Assert.Matches(@"\nTest error +0\.\d\d%", info);
        Assert.Matches(@"\nTrained by +saccade train mnist-28 ", info);
        (await Run("look", "quickstart", "--images", "1", "--threads", "1")).Succeeded();
        Assert.True(File.Exists(_folder["look/quickstart/rollout-1.png"]));
    }

    private static string Error(Finished evaluated) => evaluated.Lines[2].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];

    private Task<Finished> Run(params string[] arguments) => SaccadeCalls.Run(_folder.Path, arguments);
}
