using System.Text.Json;

namespace Saccade.EndToEnd.Tests;

/// <summary>The program as it is built by default: without the Torch engine.</summary>
public sealed class WithoutTorchTests : IDisposable
{
    private readonly SharedRuns _runs;
    private readonly TemporaryFolder _program = new();
    private readonly TemporaryFolder _folder = new();

    /// <summary>
    /// Copies the program without the assemblies of the Torch engine and without its list of assemblies: those beside it count.
    /// </summary>
    public WithoutTorchTests(SharedRuns runs)
    {
        _runs = runs;
        string[] assemblies =
        [
            "Saccade", "Saccade.Cli", "Saccade.Experiments", "Saccade.Figures", "Saccade.Imaging", "Saccade.Web",
            "SkiaSharp", "Spectre.Console", "Spectre.Console.Ansi", "System.CommandLine", "System.Numerics.Tensors", "Tomlyn",
        ];
        string program = SaccadeProcess.ProgramFolder;
        string[] files = ["Saccade.Cli.runtimeconfig.json", "libSkiaSharp.so", .. assemblies.Select(name => name + ".dll")];
        string[] recipes = [.. Directory.GetFiles(Path.Combine(program, "recipes")).Select(path => Path.GetRelativePath(program, path))];
        Directory.CreateDirectory(_program["recipes"]);
        foreach (string file in files.Concat(recipes))
        {
            File.Copy(Path.Combine(program, file), _program[file]);
        }
    }

    public void Dispose()
    {
        _program.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("train", "--run", "new", "--engine", "torch")]
    [InlineData("train", "--run", "new", "--device", "cuda")]
    [InlineData("eval", "RUN", "--engine", "torch")]
    [InlineData("eval", "RUN", "--device", "cuda")]
    [InlineData("look", "RUN", "--out", "new", "--engine", "torch")]
    public async Task The_Torch_engine_is_refused_in_one_line_that_states_how_to_build_it_in(params string[] arguments)
    {
        RunFiles.Copy(await _runs.Small(), _folder["RUN"]);
        string line = (await Run(arguments)).Failed(2);
        Assert.Contains("'dotnet build -c Release -p:Torch=true src/Saccade.Cli'", line);
        // The option that was given is named, not the other.
        Assert.Contains(arguments[^2] == "--device" ? "device was 'cuda'" : "engine was 'torch'", line);
        Assert.Equal(["RUN"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_run_of_the_Torch_engine_is_not_resumed()
    {
        (await SaccadeCalls.Run(_folder.Path, ["train", .. Options.Small, "--engine", "torch", "--run", "run"])).Succeeded();
        Assert.Contains("-p:Torch=true", (await Run("train", "--resume", "run")).Failed(2));
    }

    [Fact]
    public async Task The_doctor_states_that_the_engine_is_not_built_in_which_is_no_problem()
    {
        string text = (await Run("doctor")).Succeeded().Output;
        Assert.Matches(@"\nTorch engine +not built in \('dotnet build -c Release -p:Torch=true src/Saccade.Cli' adds it\)\n", text);
        Assert.DoesNotContain("libtorch", text);
        Assert.EndsWith("No problems found.\n", text);
    }

    [Fact]
    public async Task Training_and_evaluation_give_the_same_as_with_the_Torch_engine_built_in()
    {
        (await Run(["train", .. Options.Small, "--run", "new"])).Succeeded();
        RunFiles.AssertSame(await _runs.Small(), _folder["new"]);
        JsonElement info = JsonDocument.Parse(File.ReadAllText(_folder["new/run.json"])).RootElement;
        Assert.Equal("Cpu", info.GetProperty("engine").GetString());
        Assert.Equal(JsonValueKind.Null, info.GetProperty("torchSharp").ValueKind);

        (await Run("eval", "new", "--threads", "1")).Succeeded();
        Assert.DoesNotContain("torch", File.ReadAllText(_folder["new/test.json"]));
        (await Run("report", "new", "--threads", "1")).Succeeded();
        Assert.DoesNotContain("TorchSharp", File.ReadAllText(_folder["new/report.html"]));
    }

    private async Task<Finished> Run(params string[] arguments)
    {
        using SaccadeProcess process = SaccadeProcess.Start(SaccadeProcess.StartInfo(_folder.Path, arguments, _program.Path));
        return await process.Finish();
    }
}
