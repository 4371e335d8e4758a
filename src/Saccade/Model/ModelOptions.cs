using Saccade.Runtime;

namespace Saccade.Model;

/// <summary>
/// The recurrent attention model: its sensor, the sizes of its networks and its policy (paper §3.1, §4); or one of the
/// nets to compare it with, of which channels, classes and <see cref="Comparison"/> say everything.
/// </summary>
public sealed record ModelOptions
{
    /// <summary>Whether it is the recurrent attention model or a net to compare it with.</summary>
    public ModelKind Kind { get; init => field = Require.Defined(value); } = ModelKind.Attention;

    /// <summary>The glimpse sensor.</summary>
    public SensorOptions Sensor { get; init; } = new();

    /// <summary>C, channels of the images.</summary>
    public int Channels { get; init => field = Require.Between(value, 1, 16); } = 1;

    /// <summary>How many classes there are to name.</summary>
    public int Classes { get; init => field = Require.Between(value, 1, 256); } = 10;

    /// <summary>T, how many glimpses the agent takes while it learns.</summary>
    public int Glimpses { get; init => field = Require.Between(value, 1, 64); } = 6;

    /// <summary>How the glimpse network joins what and where.</summary>
    public GlimpseForm GlimpseForm { get; init => field = Require.Defined(value); } = GlimpseForm.Additive;

    /// <summary>Units of h_g and of h_l; 128 in the paper.</summary>
    public int GlimpseHidden { get; init => field = Require.Between(value, 1, 4096); } = 128;

    /// <summary>Units of g_t; 256 in the paper.</summary>
    public int GlimpseFeatures { get; init => field = Require.Between(value, 1, 4096); } = 256;

    /// <summary>
    /// What the glimpse network multiplies the retina's values by; above 1 where a few pixels on black are all there is to
    /// see and would be lost beside the biases.
    /// </summary>
    public double RetinaGain { get; init => field = Require.Above(value, 0, 1000); } = 1;

    /// <summary>
    /// Whether the glimpse network takes sums instead of means over the pixels that a patch pools into one, so that a
    /// single pixel counts as much in a coarse patch as in the finest.
    /// </summary>
    public bool RetinaSum { get; init; }

    /// <summary>Whether the glimpse network normalises its layers over the batch, a variant of the report.</summary>
    public bool BatchNorm { get; init; }

    /// <summary>The recurrent core.</summary>
    public CoreKind Core { get; init => field = Require.Defined(value); } = CoreKind.Relu;

    /// <summary>H, units of the core; 256 in the paper.</summary>
    public int Hidden { get; init => field = Require.Between(value, 1, 4096); } = 256;

    /// <summary>Whether the core's recurrent weights start as the identity rather than at random.</summary>
    public bool IdentityStart { get; init; } = true;

    /// <summary>Units of a hidden layer in front of the location's mean; 0 for none, as in the paper.</summary>
    public int LocationHidden { get; init => field = Require.Between(value, 0, 4096); }

    /// <summary>Whether tanh keeps the mean within [-1, 1]; otherwise it is linear, as in the report.</summary>
    public bool SquashMean { get; init; } = true;

    /// <summary>σ, the standard deviation of the location policy, in units of l.</summary>
    public double Sigma { get; init => field = Require.Between(value, 0.001, 2); } = 0.1;

    /// <summary>Where the first glimpse goes.</summary>
    public FirstLocation FirstLocation { get; init => field = Require.Defined(value); } = FirstLocation.Uniform;

    /// <summary>Whether every glimpse, the first included, goes to a random place instead: the paper's control, the same network without a policy.</summary>
    public bool RandomGlimpses { get; init; }

    /// <summary>The net to compare with; without meaning for the recurrent attention model.</summary>
    public ComparisonOptions Comparison { get; init; } = new();

    /// <summary>T, how many glimpses are taken when <paramref name="asked"/> for; 1 for a net that sees the whole image at once.</summary>
    /// <param name="asked">The number asked for; null for <see cref="Glimpses"/>.</param>
    public int GlimpsesTaken(int? asked = null) => Kind == ModelKind.Attention ? asked ?? Glimpses : 1;

    /// <summary>How locations are chosen when <paramref name="asked"/> for a policy: at random, whatever is asked for, by a model of random glimpses.</summary>
    /// <param name="asked">The policy asked for.</param>
    public PolicyMode PolicyTaken(PolicyMode asked) => RandomGlimpses ? PolicyMode.Random : asked;

    /// <summary>Whether rollouts of one image may differ when <paramref name="asked"/> for a policy: by a random first place, or by other random locations.</summary>
    /// <param name="asked">The policy asked for.</param>
    public bool VariesUnder(PolicyMode asked) =>
        Kind == ModelKind.Attention && (FirstLocation == FirstLocation.Uniform || PolicyTaken(asked) != PolicyMode.Mean);

    /// <summary>D, on how many of T glimpses the policy decides while the model learns.</summary>
    internal int Decisions => RandomGlimpses ? 0 : FirstLocation == FirstLocation.Learned ? Glimpses : Glimpses - 1;

    /// <summary>What each value of the retina [K·C·G²] is multiplied by; null if by 1.</summary>
    internal float[]? RetinaGains()
    {
        if (this is { RetinaGain: 1, RetinaSum: false })
        {
            return null;
        }
        int patch = Sensor.GlimpseSize(Channels) / Sensor.Scales;
        float[] gains = new float[Sensor.Scales * patch];
        for (int scale = 0; scale < Sensor.Scales; scale++)
        {
            double pooled = Math.Pow(Sensor.ScaleFactor, 2 * scale);
            gains.AsSpan(scale * patch, patch).Fill((float)(RetinaGain * (RetinaSum ? pooled : 1)));
        }
        return gains;
    }

    /// <summary>Checks what no option can check alone: that a net to compare with can be made for its images.</summary>
    /// <exception cref="OptionException">The net can't be made.</exception>
    public void Check()
    {
        if (Kind != ModelKind.Attention)
        {
            Comparison.Check(this);
        }
    }

    /// <summary>The paper's sensor and sizes for MNIST as it is: one 8×8 patch, 7 glimpses.</summary>
    public static ModelOptions PaperMnist28 { get; } = new() { Glimpses = 7, Sensor = new() { PatchSide = 8, Scales = 1 } };

    /// <summary>The paper's sensor and sizes for 60×60 frames: three 12×12 patches, 8 glimpses.</summary>
    public static ModelOptions PaperFrame60 { get; } = new() { Glimpses = 8, Sensor = new() { PatchSide = 12, Scales = 3 } };

    /// <summary>The paper's sensor and sizes for 100×100 frames: four 12×12 patches, 8 glimpses.</summary>
    public static ModelOptions PaperFrame100 { get; } = new() { Glimpses = 8, Sensor = new() { PatchSide = 12, Scales = 4 } };
}
