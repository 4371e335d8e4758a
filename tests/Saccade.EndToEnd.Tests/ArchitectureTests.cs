using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Fluent.Slices;
using ArchUnitNET.Loader;
using Saccade.Cli;
using Saccade.Experiments.Config;
using Saccade.Figures.Drawing;
using Saccade.DependencyInjection;
using Saccade.Imaging.Sets;
using Saccade.Random;
using Saccade.Torch;
using Saccade.Web;
using Assembly = System.Reflection.Assembly;

namespace Saccade.EndToEnd.Tests;

/// <summary>The structure that CONTRIBUTING describes: rooms, arrows, files.</summary>
public sealed partial class ArchitectureTests
{
    private const int MaxLineLength = 140;

    private static readonly Assembly[] Assemblies =
    [
        typeof(RandomKey).Assembly, typeof(TorchEngine).Assembly, typeof(FigureOptions).Assembly, typeof(PictureSet).Assembly,
        typeof(SaccadeServices).Assembly,
        typeof(Recipe).Assembly, typeof(LivePage).Assembly, typeof(CommandLine).Assembly,
    ];

    /// <summary>The namespaces of the library from the bottom to the top: each may use those before it.</summary>
    private static readonly string[] Layers =
    [
        "Saccade.Errors", "Saccade.Random", "Saccade.IO", "Saccade.Images", "Saccade.Sensing", "Saccade.Policy", "Saccade.Networks",
        "Saccade.Data", "Saccade.Data.Formats", "Saccade.Data.Sources", "Saccade.Data.Synthetic", "Saccade.Data.Augmented",
        "Saccade.Data.Backgrounds", "Saccade.Tasks",
        "Saccade.Evaluation",
        "Saccade.Training", "Saccade.Checkpoints", "Saccade.Cpu.Kernels", "Saccade.Cpu.Buffers", "Saccade.Cpu.Threading",
        "Saccade.Cpu.Layers", "Saccade.Cpu.Networks", "Saccade.Cpu.Losses", "Saccade.Cpu", "Saccade.Inference",
    ];

    private static readonly Architecture Architecture = new ArchLoader().LoadAssemblies(Assemblies).Build();

    private static readonly string[] SourceFiles =
    [
        .. new[] { "src", "tests", "benchmarks", "samples" }
            .SelectMany(folder => Directory.GetFiles(Repository.Path(folder), "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Path("."), file).Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void Namespaces_form_no_cycle() =>
        AssertNone("Namespaces use each other in a cycle", SliceRuleDefinition.Slices().Matching("Saccade.(**)").Should().BeFreeOfCycles()
            .Evaluate(Architecture).Where(result => !result.Passed).Select(result => result.Description));

    [Fact]
    public void Every_namespace_of_the_library_uses_only_those_below_it()
    {
        // ArchUnitNET lists type parameters among the types, in a wrong namespace: only types of the assemblies count.
        HashSet<string> types = [.. Assemblies.SelectMany(assembly => assembly.GetTypes()).Select(type => type.FullName!)];
        AssertNone("A namespace may use only those before it in Layers",
            from type in Architecture.Types
            where Level(type.Namespace?.FullName) >= 0
            from dependency in type.Dependencies
            where types.Contains(dependency.Target.FullName)
            let level = Level(dependency.Target.Namespace?.FullName)
            where level > Level(type.Namespace!.FullName)
            select $"{type.FullName} uses {dependency.Target.FullName}");
    }

    [Fact]
    public void Every_namespace_of_the_library_has_its_level()
    {
        string?[] namespaces =
        [
            .. typeof(RandomKey).Assembly.GetTypes()
                .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
                .Select(type => type.Namespace).Distinct().Where(name => name?.StartsWith("Saccade", StringComparison.Ordinal) == true),
        ];

        AssertNone("Namespaces without a place in Layers", namespaces.Except(Layers));
        AssertNone("Namespaces of Layers that do not exist", Layers.Except(namespaces));
    }

    [Fact]
    public void Only_the_Torch_engine_uses_TorchSharp()
    {
        Assert.All(
            Assemblies.Where(assembly => assembly != typeof(TorchEngine).Assembly),
            assembly => Assert.DoesNotContain(assembly.GetReferencedAssemblies(), reference => reference.Name == "TorchSharp"));
    }

    [Fact]
    public void Internals_are_visible_to_tests_alone()
    {
        // The benchmarks time the matrix kernel of the library, which is internal.
        AssertNone("Internals are visible to more than tests",
            from assembly in Assemblies
            from friend in assembly.GetCustomAttributes<InternalsVisibleToAttribute>()
            let name = friend.AssemblyName
            where name == "Saccade.Engine.Tests" || (!name.EndsWith("Tests", StringComparison.Ordinal) && name != "Saccade.Reliability"
                && !(name == "Saccade.Benchmarks" && assembly == typeof(RandomKey).Assembly))
            select $"{assembly.GetName().Name} shows its internals to {name}");
    }

    [Fact]
    public void A_file_is_named_after_its_only_type_and_lies_in_the_folder_of_its_namespace()
    {
        List<string> offenders = [];
        foreach (string file in SourceFiles)
        {
            string text = File.ReadAllText(Repository.Path(file));
            string[] types = [.. TopLevelType().Matches(text).Select(match => match.Groups["name"].Value)];
            Match declared = Namespace().Match(text);
            if (!declared.Success)
            {
                // A program states no namespace and no type; a sample is a program in one file.
                if (types.Length > 0 && !file.StartsWith("samples/", StringComparison.Ordinal))
                {
                    offenders.Add($"{file} states no namespace");
                }
                continue;
            }

            if (types is not [string type] || type != Path.GetFileNameWithoutExtension(file))
            {
                offenders.Add($"{file} declares {(types.Length == 0 ? "no type" : string.Join(", ", types))}");
            }
            if (declared.Groups["name"].Value is string name && name != string.Join('.', file.Split('/')[1..^1]))
            {
                offenders.Add($"{file} states the namespace {name}");
            }
        }

        AssertNone("A file declares one type, has its name and lies in the folder of its namespace", offenders);
    }

    [Fact]
    public void No_line_is_longer_than_140_characters() =>
        AssertNone($"Lines are longer than {MaxLineLength} characters",
            from file in SourceFiles
            from line in File.ReadAllLines(Repository.Path(file)).Index()
            where line.Item.Length > MaxLineLength
            select $"{file}({line.Index + 1})");

    private static void AssertNone(string rule, IEnumerable<string?> offenders)
    {
        string[] all = [.. offenders.OfType<string>().Distinct().Order(StringComparer.Ordinal)];

        Assert.True(all.Length == 0, $"{rule} ({all.Length}):\n{string.Join('\n', all)}");
    }

    private static int Level(string? name) => Array.IndexOf(Layers, name);

    [GeneratedRegex(
        @"^(?:public |internal |file )?(?:(?:static|sealed|abstract|partial|readonly|unsafe|ref) )*"
        + @"(?:class|record struct|record|struct|interface|enum|delegate [\w\[\]?<>]+) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
