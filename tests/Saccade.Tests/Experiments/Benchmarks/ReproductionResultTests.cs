using Saccade.Errors;
using Saccade.Experiments.Benchmarks;
using Saccade.Tests.Checkpoints;

namespace Saccade.Tests.Experiments.Benchmarks;

public sealed class ReproductionResultTests
{
    [Fact]
    public void Several_seeds_have_a_mean_and_a_sample_deviation()
    {
        ReproductionResult result = Result("a", Seed(0, 1.0, averaged: 0.5), Seed(1, 2.0, averaged: 0.7), Seed(2, 3.0, averaged: 0.9));
        Assert.Equal(2.0, result.Mean());
        Assert.Equal(1.0, result.Deviation()!.Value, 1e-12);
        Assert.Equal(0.7, result.MeanAveraged()!.Value, 1e-12);
        Assert.Equal(0.2, result.DeviationAveraged()!.Value, 1e-12);
        Assert.Equal("2.00 ± 1.00", ReproductionText.Figure(result));
    }

    [Fact]
    public void A_single_seed_has_its_interval_instead_of_a_deviation()
    {
        ReproductionResult result = Result("a", Seed(0, 1.0));
        Assert.Null(result.Deviation());
        Assert.Null(result.MeanAveraged());
        Assert.Null(result.DeviationAveraged());
        Assert.Equal("1.00 [0.50, 1.50]", ReproductionText.Figure(result));
    }

    [Theory]
    [InlineData(10, 10, false, false, "10", "")]
    [InlineData(4, 4, false, true, "4 of 10 epochs", "short: 4 of 10 epochs, the whole schedule fitted to the time")]
    [InlineData(3, 4, false, true, "3 of 10 epochs", "short: 3 of 10 epochs; the time was up before the end of a schedule of 4")]
    [InlineData(3, 10, false, true, "3 of 10 epochs", "short: 3 of 10 epochs; the time was up before the end of a schedule of 10")]
    [InlineData(7, 10, true, false, "7", "ended by the recipe's patience")]
    public void Fewer_epochs_than_the_recipe_has_are_marked_short(
        int epochs, int planned, bool impatient, bool isShort, string count, string reason)
    {
        SeedResult seed = Seed(0, 1.0) with { Epochs = epochs, PlannedEpochs = planned, OutOfPatience = impatient };
        ReproductionResult result = Result("a", seed);
        Assert.Equal(isShort, result.IsShort());
        Assert.Equal(count, ReproductionText.Epochs(result));
        Assert.Equal(reason, ReproductionText.Shortness(seed, 10));
        Assert.Equal(isShort, ReproductionText.Figure(result).Contains("short:", StringComparison.Ordinal));
    }

    [Fact]
    public void Seeds_of_different_length_are_reported_as_a_range()
    {
        Assert.Equal(
            "3 to 10 of 10 epochs", ReproductionText.Epochs(Result("a", Seed(0, 1), Seed(1, 1) with { Epochs = 3, PlannedEpochs = 3 })));
    }

    [Fact]
    public void Results_are_read_back_in_the_order_of_the_table_with_others_behind()
    {
        using TemporaryFolder folder = new();
        string[] names = ["zebra", PublishedResults.All[1].Recipe, "ape", PublishedResults.All[0].Recipe];
        foreach (string name in names)
        {
            Result(name, Seed(0, 1.0), Seed(1, 2.0)).Write(folder.Path);
        }
        IReadOnlyList<ReproductionResult> read = ReproductionResult.ReadAll(folder.Path);
        Assert.Equal([PublishedResults.All[0].Recipe, PublishedResults.All[1].Recipe, "ape", "zebra"], read.Select(result => result.Name));
        Assert.Equal(1.5, read[0].Mean());
        File.WriteAllText(folder["ape.json"], "{}");
        ErrorData damaged = Assert.Throws<SaccadeException>(() => ReproductionResult.ReadAll(folder.Path)).Error;
        Assert.Equal((ErrorKind.Damaged, folder["ape.json"]), (damaged.Kind, damaged.Path));
    }

    internal static ReproductionResult Result(string name, params SeedResult[] seeds) => new()
    {
        Name = name,
        Title = "",
        Row = new() { Recipe = name, Paper = "1.07" },
        Command = $"saccade reproduce {name}",
        FullEpochs = 10,
        Seeds = seeds,
    };

    internal static SeedResult Seed(long seed, double figure, double? averaged = null) => new()
    {
        Seed = seed,
        Run = $"runs/a-seed{seed}",
        Figure = figure,
        Low = figure / 2,
        High = figure * 1.5,
        Averaged = averaged,
        Images = 100,
        Epochs = 10,
        PlannedEpochs = 10,
        BestEpoch = 9,
        ValidationErrorPercent = 1,
        Seconds = 60,
        Threads = 2,
        Commit = "abc",
        Version = "0.1.0",
        Hardware = "a machine",
    };
}
