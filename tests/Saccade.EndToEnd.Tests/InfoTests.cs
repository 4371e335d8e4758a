namespace Saccade.EndToEnd.Tests;

/// <summary><c>saccade info</c> and <c>saccade doctor</c>.</summary>
public sealed class InfoTests(SharedRuns runs) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Networks_shapes_parameters_and_origin_are_told()
    {
        string run = await runs.Small();
        string text = (await SaccadeProcess.Run(_folder.Path, "info", run)).Succeeded().Output;
        Assert.Contains("quickstart: Drawn digits", text);
        Assert.Matches(@"\nseed +0\n", text);
        Assert.Matches(@"\nvalidation_error_percent +\d", text);
        // 432→16, 2→16, twice 16→32: 6928 + 48 + 2·544 parameters.
        Assert.Matches(@"\nglimpse +432→16, 2→16, 16→32, 16→32 +8,064 ", text);
        Assert.Matches(@"\ncore +32→32, 32→32 +2,112 ", text);
        Assert.Matches(@"\n +core\.recurrent\.weight +\[32, 32\]\n", text);
        Assert.Equal(
            text.Split('\n')[1..],
            (await SaccadeProcess.Run(_folder.Path, "info", Path.Combine(run, "model.safetensors"))).Succeeded().Lines[1..]);
    }

    [Fact]
    public async Task The_doctor_tells_what_was_found_and_that_all_is_well()
    {
        string text = (await SaccadeProcess.Run(_folder.Path, "doctor", "--data", "nowhere")).Succeeded().Output;
        string[] facts = ["Operating system", "Vector instructions", ".NET", "TorchSharp", "libtorch", "Native loading", "BLAS", "Torch threads", "Device", "MNIST"];
        Assert.All(facts, fact => Assert.Matches($@"(^|\n){fact} +\S", text));
        Assert.Contains("not in nowhere (--data)", text);
        Assert.Contains("  ! train-images-idx3-ubyte.gz, ", text);
        Assert.EndsWith("All is well.\n", text);
        Assert.Empty(TemporaryFolder.Content(_folder.Path));
    }
}
