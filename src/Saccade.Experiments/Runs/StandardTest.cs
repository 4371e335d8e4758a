using Saccade.Policy;

namespace Saccade.Experiments.Runs;

/// <summary>How a model is tested for result pages and releases: ten draws of the frames, ten rollouts where they may differ.</summary>
internal static class StandardTest
{
    /// <summary>Independent draws of the frames and of the noise.</summary>
    public const int Draws = 10;

    /// <summary>Rollouts of each image, averaged for a separate figure: one where all would be the same.</summary>
    public static int Rollouts(ModelOptions model) => model.IsStochastic(PolicyMode.Mean) ? 10 : 1;

    /// <summary>The options of <c>saccade eval</c> for this test.</summary>
    public static string Options(ModelOptions model)
    {
        string rollouts = Rollouts(model) is > 1 and int count ? $" --rollouts {count}" : "";
        return $"--draws {Draws}{rollouts}";
    }
}
