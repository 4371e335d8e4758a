using System.Text.Json;
using System.Text.RegularExpressions;

namespace Saccade.Tests;

/// <summary>docs/licences.md lists what is built with, no more and no less.</summary>
public sealed partial class LicencesTests
{
    private static readonly string[] s_roots = ["src", "tests", "benchmarks"];

    [Fact]
    public void Every_locked_package_is_listed_with_its_version_and_a_licence()
    {
        IEnumerable<string> locked = Locks().SelectMany(Packages).Distinct();
        MatchCollection rows = Row().Matches(File.ReadAllText(Repository.Path("docs/licences.md")).ReplaceLineEndings("\n"));

        Assert.Equal(
            locked.Order(StringComparer.Ordinal),
            rows.Select(row => $"{row.Groups["name"].Value} {row.Groups["version"].Value}").Order(StringComparer.Ordinal));
        // Of copyleft licences only that of the accessibility checker, which tests the page and is part of nothing.
        Assert.All(rows.Where(row => row.Groups["name"].Value != "Deque.AxeCore.Commons"),
            row => Assert.Matches("^(MIT|Apache-2.0|BSD-[23]-Clause)$", row.Groups["licence"].Value));
    }

    [Fact]
    public void Locks_pin_every_package_with_its_hash_and_name_no_place()
    {
        Assert.All(Projects(), project => Assert.True(File.Exists(Path.Combine(project, "packages.lock.json")), project));
        Assert.All(Locks(), path =>
        {
            string text = File.ReadAllText(path);
            Assert.DoesNotContain("://", text);
            Assert.All(
                Entries(path).Where(entry => !IsProject(entry)),
                entry => Assert.NotEmpty(entry.Value.GetProperty("contentHash").GetString()!));
        });
    }

    [Theory]
    [InlineData("Saccade")]
    [InlineData("Saccade.Figures")]
    [InlineData("Saccade.Experiments")]
    [InlineData("Saccade.Web")]
    [InlineData("Saccade.Cli")]
    public void A_default_build_takes_in_neither_TorchSharp_nor_libtorch(string project)
    {
        IEnumerable<string> names = Entries(Repository.Path($"src/{project}/packages.lock.json")).Select(entry => entry.Name);
        Assert.DoesNotContain(names, name => name.Contains("torch", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void The_program_with_the_Torch_engine_differs_from_the_default_by_that_alone()
    {
        IEnumerable<string> plain = Packages(Repository.Path("src/Saccade.Cli/packages.lock.json"));
        IEnumerable<string> added = Packages(Repository.Path("src/Saccade.Cli/packages.torch.lock.json"))
            .Except(plain).Select(package => package.Split(' ')[0]).Order(StringComparer.Ordinal);
        Assert.Equal(["Google.Protobuf", "SharpZipLib", "TorchSharp", "libtorch-cpu-linux-x64"], added);
    }

    private static IEnumerable<string> Projects() => s_roots
        .SelectMany(root => Directory.GetDirectories(Repository.Path(root)))
        .Where(folder => Directory.GetFiles(folder, "*.csproj").Length > 0);

    private static IEnumerable<string> Locks() => Projects().SelectMany(project => Directory.GetFiles(project, "packages*.lock.json"));

    private static IEnumerable<string> Packages(string path) =>
        Entries(path).Where(entry => !IsProject(entry)).Select(entry => $"{entry.Name} {entry.Value.GetProperty("resolved").GetString()}");

    private static List<JsonProperty> Entries(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        return
        [
            .. document.RootElement.Clone().GetProperty("dependencies").EnumerateObject()
                .SelectMany(target => target.Value.EnumerateObject()),
        ];
    }

    private static bool IsProject(JsonProperty entry) => entry.Value.GetProperty("type").GetString() == "Project";

    [GeneratedRegex(@"^\| (?<name>[\w.-]+) \| (?<version>[\d.]+) \| (?<licence>[\w.-]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
