using System.Reflection;
using System.Text.RegularExpressions;
using Saccade.Experiments.Config;
using Saccade.Experiments.Sweeps;
using Saccade.Figures;
using Saccade.Networks;
using Saccade.Training;

namespace Saccade.Tests;

/// <summary>What the documents name is there, and what they state of options is so.</summary>
public sealed partial class DocumentsTests
{
    private const string Gallery = "docs/gallery/README.md";

    // Two rollouts of an image, which some options need.
    private static readonly Recipe s_digits = new() { Name = "digits", Training = new() { Rollouts = 2 } };
    private static readonly Recipe s_boards = s_digits with { Task = new() { Images = "windows", BackgroundImages = "boards" } };
    private static readonly Recipe s_net = new() { Name = "net", Task = s_boards.Task, Model = new() { Kind = ModelKind.Cnn } };

    public static TheoryData<string> Documents =>
    [
        "README.md", "CHANGELOG.md", "CONTRIBUTING.md", Gallery,
        .. new[] { "docs", "docs/tutorials", "results", "results/reproduction-5", "results/reproduction-20", "models" }
            .SelectMany(folder => Directory.GetFiles(Repository.Path(folder), "*.md")
                .Select(file => $"{folder}/{Path.GetFileName(file)}").Order(StringComparer.Ordinal)),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Relative_links_lead_to_files(string document)
    {
        string folder = Path.GetDirectoryName(Repository.Path(document))!;
        IEnumerable<string> targets = Link().Matches(Read(document)).Select(link => link.Groups["target"].Value);

        Assert.DoesNotContain(
            targets, target => !target.Contains("://", StringComparison.Ordinal) && !Exists(Path.Combine(folder, target)));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Paths_lead_to_files(string document)
    {
        Assert.DoesNotContain(RepositoryPath().Matches(Read(document)).Select(path => path.Value), path => !Exists(Repository.Path(path)));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Option_keys_are_known(string document)
    {
        string[] keys = [.. OptionSchema.AllKeys(typeof(Recipe))];

        Assert.Empty(OptionKey().Matches(Read(document)).Select(key => key.Groups["key"].Value).Except(keys));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Stated_defaults_are_the_defaults(string document)
    {
        string defaults = RecipeText.Write(new Recipe { Name = "defaults" });
        foreach (Match stated in Default().Matches(Read(document)))
        {
            string assignment = stated.Groups["assignment"].Value;
            Assert.True(
                RecipeText.Write(new Recipe { Name = "defaults" }.With([assignment])) == defaults,
                $"{document} states {assignment}, which is not the default.");
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Commands_name_recipes_and_options_that_are_there(string document)
    {
        IReadOnlyList<string> recipes = RecipeFile.Names([Repository.Path("recipes")]);
        foreach (Match command in Command().Matches(Read(document)))
        {
            Assert.Contains(command.Groups["recipe"].Value, recipes);
        }
        foreach (Match setting in Setting().Matches(Read(document)))
        {
            // Those of sweeps have several values.
            SweepAxis axis = SweepAxis.Parse(setting.Groups["assignment"].Value);
            Assert.All(axis.Values, value => BaseOf(axis.Key).With([$"{axis.Key}={value}"]));
        }
    }

    /// <summary>A recipe that takes an option: some are refused beside digits, others for models with glimpses.</summary>
    private static Recipe BaseOf(string key) =>
        key is "task.shrink" or "task.placement" or "task.short_side" ? s_boards
        : key.StartsWith("model.classifier.", StringComparison.Ordinal) ? s_net
        : s_digits;

    [Fact]
    public void The_gallery_has_an_example_of_every_figure_and_stays_small()
    {
        string gallery = Read(Gallery);
        IEnumerable<string> figures = typeof(RolloutFigure).Assembly.GetExportedTypes()
            .Where(type => type.Namespace == typeof(RolloutFigure).Namespace && type.GetMethods().Any(IsDrawing))
            .Select(type => type.Name);
        Assert.All(figures, figure => Assert.Contains($"[`{figure}`]", gallery));
        string[] pictures =
        [
            .. Directory.GetFiles(Repository.Path("docs/gallery"))
                .Where(file => Path.GetExtension(file).Length > 0 && !file.EndsWith(".md", StringComparison.Ordinal)),
        ];
        Assert.All(pictures, picture => Assert.Contains($"({Path.GetFileName(picture)})", gallery));
        Assert.InRange(pictures.Sum(picture => new FileInfo(picture).Length), 100_000, 3_000_000);
    }

    [Fact]
    public void The_page_of_the_engines_names_the_commit_of_every_benchmark()
    {
        string engines = Read("docs/engines.md");
        string[] commits =
        [
            .. Directory.GetFiles(Repository.Path("benchmarks/results"), "*.md", SearchOption.AllDirectories)
                .Select(page => BenchmarkCommit().Match(File.ReadAllText(page)).Groups["commit"].Value).Distinct(),
        ];

        Assert.DoesNotContain("", commits);
        Assert.All(commits, commit => Assert.Contains(commit, engines));
    }

    [Fact]
    public void Every_column_of_the_metrics_is_explained()
    {
        string document = Read("docs/metrics.md");
        EpochMetrics metrics = new()
        {
            Epoch = 1,
            Step = 1,
            LearningRate = 0,
            Loss = default,
            TrainAccuracy = 0,
            Reward = 0,
            BaselineError = 0,
            LocationSpread = 0,
            ValidationErrorPercent = 0,
            ImagesPerSecond = 0,
            Seconds = 0,
            GradientNorms = [new("<network>", "<term>", 0)],
        };

        Assert.DoesNotContain(metrics.Figures(), figure => !document.Contains($"| `{figure.Key}` |", StringComparison.Ordinal));
    }

    [Fact]
    public void The_site_leads_to_every_document()
    {
        string contents = Read("docs/toc.yml");
        Assert.All(
            new[] { "", "tutorials/" }.SelectMany(folder => Directory.GetFiles(Repository.Path($"docs/{folder}"), "*.md")
                .Select(file => folder + Path.GetFileName(file))),
            document => Assert.Contains($"href: {document}\n", contents, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/tutorials/library.md")]
    public void Code_comes_from_the_samples(string document)
    {
        string[] samples =
        [
            .. Directory.GetFiles(Repository.Path("samples"), "*.cs").Select(file => File.ReadAllText(file).ReplaceLineEndings("\n")),
        ];
        MatchCollection blocks = CodeBlock().Matches(Read(document));

        Assert.NotEmpty(blocks);
        Assert.All(
            blocks, block => Assert.Contains(samples, sample => sample.Contains(block.Groups["code"].Value, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_first_program_of_the_library_tutorial_is_the_sample_from_its_first_line_of_code_to_its_first_answer()
    {
        string sample = Read("samples/classify.cs");
        int start = sample.IndexOf("using Saccade.", StringComparison.Ordinal);
        int end = sample.IndexOf('\n', sample.IndexOf("Console.WriteLine(", StringComparison.Ordinal)) + 1;
        Assert.Equal(sample[start..end], CodeBlock().Match(Read("docs/tutorials/library.md")).Groups["code"].Value);
    }

    private static string Read(string document) => File.ReadAllText(Repository.Path(document)).ReplaceLineEndings("\n");

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    private static bool IsDrawing(MethodInfo method) =>
        method.Name.StartsWith("Render", StringComparison.Ordinal) || method.Name == "Animate";

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)(#[^)]*)?\)|\b(src|srcset)=""(?<target>[^""]+)""")]
    private static partial Regex Link();

    [GeneratedRegex(
        @"(?<=[`\s(])(src|tests|docs|recipes|samples|results|models|benchmarks|\.ci)/[\w./-]*[\w/](?=[`\s),.:;]|$)",
        RegexOptions.Multiline)]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"`(?!model\.safetensors)(?<key>(task|model|training|catch)\.[a-z0-9_.]+)( = [^`]+)?`")]
    private static partial Regex OptionKey();

    [GeneratedRegex(@"`(?<assignment>(task|model|training|catch)\.[a-z0-9_.]+ = [^`]+)`")]
    private static partial Regex Default();

    [GeneratedRegex(@"(saccade|--) train (?<recipe>[a-z0-9][\w-]*)")]
    private static partial Regex Command();

    [GeneratedRegex(@"(--set |`(?=(task|model|training|catch)\.))(?<assignment>[a-z0-9_.]+=[^\s`]+)")]
    private static partial Regex Setting();

    [GeneratedRegex(@"\+(?<commit>[0-9a-f]{7})[0-9a-f]*; ")]
    private static partial Regex BenchmarkCommit();

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
