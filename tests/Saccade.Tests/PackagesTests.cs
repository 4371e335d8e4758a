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

    [Fact]
    public void The_package_of_models_names_each_of_them_and_their_size()
    {
        FileInfo[] models = new DirectoryInfo(Repository.Path("models")).GetFiles("*.safetensors");
        string page = File.ReadAllText(Repository.Path("src/Saccade.Models/README.md"));

        Assert.All(models, model => Assert.Matches($@"[ \n]{Path.GetFileNameWithoutExtension(model.Name)}[,. ]", page));
        Assert.Contains($"{models.Sum(model => model.Length) / 1e6:F0} MB in all", page);
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
