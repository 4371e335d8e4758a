using System.Reflection;

namespace Saccade.EndToEnd.Tests;

public sealed class ManagedAssembliesTests
{
    /// <summary>Only Saccade.Torch uses TorchSharp, and only programs that ask for it use Saccade.Torch.</summary>
    [Theory]
    [InlineData("Saccade")]
    [InlineData("Saccade.Figures")]
    [InlineData("Saccade.Experiments")]
    [InlineData("Saccade.Web")]
    [InlineData("Saccade.Cli")]
    public void The_assembly_references_neither_TorchSharp_nor_the_Torch_engine(string name)
    {
        IEnumerable<string?> references = Assembly.Load(name).GetReferencedAssemblies().Select(reference => reference.Name);
        Assert.DoesNotContain(references, reference => reference!.Contains("Torch", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_the_Torch_engine_references_TorchSharp() =>
        Assert.Contains("TorchSharp", Assembly.Load("Saccade.Torch").GetReferencedAssemblies().Select(reference => reference.Name));
}
