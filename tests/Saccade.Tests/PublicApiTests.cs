using System.Reflection;
using Saccade.Random;

namespace Saccade.Tests;

/// <summary>What is public is a decision: every change shows in PublicApi.ASSEMBLY.approved.txt, on purpose.</summary>
public sealed class PublicApiTests
{
    private const string Approve = "SACCADE_APPROVE";

    [Theory]
    [InlineData("Saccade")]
    [InlineData("Saccade.DependencyInjection")]
    [InlineData("Saccade.Imaging")]
    [InlineData("Saccade.Figures")]
    [InlineData("Saccade.Torch")]
    public void Public_types_and_members_of_a_package_are_the_approved_ones(string assembly)
    {
        string path = Repository.Path($"tests/Saccade.Tests/PublicApi.{assembly}.approved.txt");
        string[] actual = [.. PublicApi.Of(Assembly.Load(assembly))];
        if (Environment.GetEnvironmentVariable(Approve) == "1")
        {
            File.WriteAllLines(path, actual);
        }
        string[] approved = File.ReadAllLines(path);
        string[] changes = [.. approved.Except(actual).Select(line => "- " + line), .. actual.Except(approved).Select(line => "+ " + line)];
        Assert.True(
            changes.Length == 0,
            $"The public API has changed:\n{string.Join('\n', changes)}\n"
                + $"If that is meant, run this test again with {Approve}=1 and commit {Path.GetFileName(path)}.");
        Assert.Equal(approved, actual);
    }

    [Fact]
    public void A_listing_reports_kinds_members_and_nullability()
    {
        string[] listing = [.. PublicApi.Of(typeof(RandomKey).Assembly)];

        Assert.Contains("readonly struct Saccade.Random.RandomKey", listing);
        Assert.Contains("  RandomKey.FromSeed(long seed): RandomKey, static", listing);
        Assert.Contains("  EvaluationOptions.Glimpses: int? { get; init; }", listing);
        Assert.Contains("  ModelOptions.Glimpses: int { get; init; }", listing);
        Assert.Contains(
            "  DigitImages.ForTest(TaskOptions options, string? dataFolder, IProgress<DownloadProgress>? download = null, "
                + "CancellationToken cancellation = default): FrameComposer, static",
            listing);
        Assert.DoesNotContain(listing, line => line.Contains("class Saccade.Errors.ErrorText", StringComparison.Ordinal));
    }
}
