using System.Reflection;
using System.Xml.Linq;
using Saccade.Random;

namespace Saccade.Tests;

/// <summary>The packages that .ci/pack makes and .ci/deploy tries.</summary>
public sealed class PackagesTests
{
    [Fact]
    public void Every_package_is_described_and_packed()
    {
        string script = File.ReadAllText(Repository.Path(".ci/pack"));
        string[] packed = [.. Directory.GetFiles(Repository.Path("src"), "*.csproj", SearchOption.AllDirectories).Where(IsPackable)];

        Assert.Contains(packed, path => Path.GetFileName(path) == "Saccade.csproj");
        Assert.All(packed, path =>
        {
            Assert.NotEmpty(File.ReadAllText(Path.Combine(Path.GetDirectoryName(path)!, "README.md")));
            Assert.NotEmpty(XDocument.Load(path).Descendants("Description").Single().Value);
            Assert.Matches($@"\b{Path.GetFileNameWithoutExtension(path)}[ ;]", script);
        });
    }

    /// <summary>What the analyzers check while the library is built.</summary>
    [Theory]
    [InlineData("IsTrimmable")]
    [InlineData("IsAotCompatible")]
    public void The_library_is_checked_for_trimmed_and_native_programs(string key) => Assert.Contains(
        typeof(RandomKey).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>(),
        metadata => metadata is { Value: "True" } && metadata.Key == key);

    private static bool IsPackable(string project) =>
        XDocument.Load(project).Descendants("IsPackable").Any(property => property.Value == "true");
}
