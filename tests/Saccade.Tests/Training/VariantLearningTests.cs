using Saccade.Networks;
using Saccade.Policy;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Training;

/// <summary>Every variant of the report and the paper learns: small models in a short lesson get far below chance, 90% error.</summary>
public sealed class VariantLearningTests
{
    private const int Steps = 150;
    private const double FarBelowChance = 65;

    private static readonly ModelOptions Small = new()
    {
        Sensor = new() { PatchSide = 12, Scales = 2 },
        Glimpses = 4,
        GlimpseHidden = 32,
        GlimpseFeatures = 48,
        Hidden = 48,
    };

    public static TheoryData<string, ModelOptions, int> Models => new()
    {
        { "additive glimpse network", Small, Steps },
        { "concatenated glimpse network", Small with { GlimpseForm = GlimpseForm.Concatenated }, Steps },
        { "batch normalisation", Small with { BatchNorm = true }, Steps },
        { "core without identity start", Small with { IdentityStart = false }, Steps },
        { "LSTM core", Small with { Core = CoreKind.Lstm }, Steps },
        { "linear mean", Small with { SquashMean = false }, Steps },
        { "hidden layer before the mean", Small with { LocationHidden = 16 }, Steps },
        { "narrow policy", Small with { Sigma = 0.03 }, Steps },
        { "wide policy", Small with { Sigma = 1 }, 450 },
        { "first glimpse at the centre", Small with { FirstLocation = FirstLocation.Centre }, Steps },
        { "first glimpse learned", Small with { FirstLocation = FirstLocation.Learned }, Steps },
        { "random glimpses", Small with { RandomGlimpses = true }, 450 },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_form_of_the_model_learns(string form, ModelOptions model, int steps)
    {
        double error = DigitLessons.ErrorPercentAfter(model, new(), steps, rate: 5e-3);
        Assert.True(error < FarBelowChance, $"{form}: {error}% error");
    }

    public static TheoryData<string, TrainingOptions, double> Trainings => new()
    {
        { "location term of the report", Loss(new() { LocationTerm = LocationTerm.Report }), 5e-3 },
        { "bare location term", Loss(new() { LocationTerm = LocationTerm.Bare }), 5e-3 },
        { "without baseline", Loss(new() { SubtractBaseline = false }), 5e-3 },
        { "every gradient into the core", Loss(new() { LocationReachesCore = true, BaselineReachesCore = true }), 5e-3 },
        { "average over glimpses", Loss(new() { Reduction = GlimpseReduction.Mean }), 5e-3 },
        { "AdamW", Optimiser(new() { Kind = OptimiserKind.AdamW, WeightDecay = 0.01 }), 5e-3 },
        { "Adam with clipping", Optimiser(new() { ClipNorm = 5 }), 5e-3 },
        { "the report's momentum", Optimiser(new() { Kind = OptimiserKind.Sgd, Momentum = 0.95 }), 0.03 },
        { "Nesterov's momentum", Optimiser(new() { Kind = OptimiserKind.Sgd, Nesterov = true }), 0.03 },
    };

    [Theory]
    [MemberData(nameof(Trainings))]
    public void Every_form_of_the_training_learns(string form, TrainingOptions training, double rate)
    {
        double error = DigitLessons.ErrorPercentAfter(Small, training, Steps, rate);
        Assert.True(error < FarBelowChance, $"{form}: {error}% error");
    }

    private static TrainingOptions Loss(LossOptions loss) => new() { Loss = loss };

    private static TrainingOptions Optimiser(OptimiserOptions optimiser) => new() { Optimiser = optimiser };
}
