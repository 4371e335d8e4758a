using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Saccade.Checkpoints;
using Saccade.Cpu;
using Saccade.Networks;
using Saccade.Random;
using Saccade.Training;

namespace Saccade.EndToEnd.Tests;

/// <summary>The samples run as the README says. The projects that they reference are built with the tests.</summary>
public sealed partial class SamplesTests
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [Fact]
    public void The_looking_sample_prints_locations_and_classes_and_takes_a_model_file()
    {
        Build("samples/look.cs");
        CheckLooks(Run("samples/look.cs"), glimpses: 6);

        string file = Path.Combine(Path.GetTempPath(), $"saccade-sample-{Environment.ProcessId}.safetensors");
        ModelOptions model = new() { Glimpses = 8, Sensor = new() { PatchSide = 12, Scales = 3 } };
        using CpuEngine untrained = new(model, new TrainingOptions(), RandomKey.FromSeed(0), threads: 1);
        new ModelFile(model, untrained.SaveWeights(), new Dictionary<string, string>()).Write(file);
        try
        {
            CheckLooks(Run("samples/look.cs", file), glimpses: 8);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void The_sample_with_a_core_of_your_own_learns()
    {
        Build("samples/own-core.cs");
        string output = Run("samples/own-core.cs");

        Match lowest = Lowest().Match(output);
        Assert.True(lowest.Success, output);
        // Guessing gives 90%.
        Assert.InRange(Number(lowest, "percent"), 0, 50);
    }

    [Fact]
    public void The_sample_with_a_custom_task_learns_and_is_drawn()
    {
        Build("samples/own-task.cs");
        string output = Run("samples/own-task.cs");

        Match error = TestError().Match(output);
        Assert.True(error.Success, output);
        // Guessing gives 75%; without memory of the glimpse before, it can be little better.
        Assert.InRange(Number(error, "percent"), 0, 20);
        Assert.Equal("1000", error.Groups["episodes"].Value);
        Assert.Matches(@"Label (up|down|left|right), answer after 4 glimpses (up|down|left|right)", output);
    }

    [Fact]
    public void The_classifying_sample_names_drawn_digits()
    {
        Build("samples/classify.cs");
        MatchCollection answers = Answer().Matches(Run("samples/classify.cs"));

        Assert.Equal(10, answers.Count);
        // Guessing names one; the model errs on one in sixteen.
        Assert.InRange(answers.Count(answer => answer.Groups["label"].Value == answer.Groups["class"].Value), 7, 10);
        Assert.All(answers, answer => Assert.InRange(Number(answer, "seen"), 1, 99));
    }

    [Fact]
    public async Task The_service_classifies_what_is_posted_and_states_what_does_not_fit()
    {
        Build("samples/classify-api.cs");
        using Process service = Process.Start(
            Start("run", "-c", Configuration, "--no-build", "samples/classify-api.cs", "--urls", "http://127.0.0.1:0"))!;
        try
        {
            using CancellationTokenSource late = new(Limit);
            string? line = "";
            while (line is not null && !Listening().IsMatch(line))
            {
                line = await service.StandardOutput.ReadLineAsync(late.Token);
            }
            using HttpClient client = new() { BaseAddress = new Uri(Listening().Match(line ?? "").Groups["address"].Value) };
            // A bar, which is a 1.
            byte[] bar = [.. Enumerable.Range(0, 28 * 28).Select(i => (byte)(i % 28 is 13 or 14 && i / 28 is > 4 and < 23 ? 255 : 0))];
            using ByteArrayContent image = new(bar);
            using HttpResponseMessage found = await client.PostAsync("/classify?width=28&height=28", image, late.Token);
            Assert.Contains("\"class\":\"1\"", await found.Content.ReadAsStringAsync(late.Token));
            using HttpResponseMessage refused = await client.PostAsync("/classify?width=9&height=28", image, late.Token);
            Assert.Equal(System.Net.HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains("pixels was 784; it may be 252 bytes", await refused.Content.ReadAsStringAsync(late.Token));
        }
        finally
        {
            service.Kill(entireProcessTree: true);
        }
    }

    private static void CheckLooks(string output, int glimpses)
    {
        Assert.Equal(5, Digit().Count(output));
        MatchCollection looks = Look().Matches(output);
        Assert.Equal(5 * glimpses, looks.Count);
        Assert.All(looks, look =>
        {
            Assert.InRange(Number(look, "x"), -1, 1);
            Assert.InRange(Number(look, "y"), -1, 1);
            Assert.InRange(Number(look, "percent"), 10, 100);
        });
    }

    private static double Number(Match match, string group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static void Build(string sample) =>
        DotNet("build", "-c", Configuration, "--verbosity", "quiet", "-p:BuildProjectReferences=false", sample);

    private static string Run(params string[] sample) => DotNet(["run", "-c", Configuration, "--no-build", .. sample]);

    /// <summary>Calls the SDK from the root of the checkout and gives what it printed.</summary>
    private static string DotNet(params string[] arguments)
    {
        using Process process = Process.Start(Start(arguments))!;
        using CancellationTokenSource late = new(Limit);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(late.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(late.Token);
            string printed = output.GetAwaiter().GetResult();
            string failed = errors.GetAwaiter().GetResult();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {process.ExitCode}:\n{printed}\n{failed}");
            return printed;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static ProcessStartInfo Start(params string[] arguments) => new("dotnet", arguments)
    {
        WorkingDirectory = Repository.Root,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        // No server of the build may outlive the test: it would hold the output open.
        Environment = { ["MSBUILDDISABLENODEREUSE"] = "1", ["UseSharedCompilation"] = "false", ["DOTNET_CLI_UI_LANGUAGE"] = "en" },
    };

    [GeneratedRegex(
        @"^a (?<label>\d): a (?<class>\d), \d+%, after 6 glimpses, which saw (?<seen>\d+)% of the image", RegexOptions.Multiline)]
    private static partial Regex Answer();

    [GeneratedRegex(@"Now listening on: (?<address>\S+)")]
    private static partial Regex Listening();

    [GeneratedRegex(@"^A \d:", RegexOptions.Multiline)]
    private static partial Regex Digit();

    [GeneratedRegex(@"looked at \( *(?<x>-?[\d.]+), *(?<y>-?[\d.]+)\): a \d, (?<percent>\d+)%")]
    private static partial Regex Look();

    [GeneratedRegex(@"Test error: (?<percent>[\d.]+)% of (?<episodes>\d+) episodes")]
    private static partial Regex TestError();

    [GeneratedRegex(@"Lowest validation error: (?<percent>[\d.]+)%")]
    private static partial Regex Lowest();
}
