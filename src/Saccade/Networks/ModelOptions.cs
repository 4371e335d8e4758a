using Saccade.Policy;
using Saccade.Sensing;

namespace Saccade.Networks;

/// <summary>
/// The recurrent attention model: its sensor, the sizes of its networks and its policy (paper §3.1, §4); or a baseline classifier, for
/// which only channels, classes and <see cref="Classifier"/> matter.
/// </summary>
public sealed record ModelOptions
{
    /// <summary>The recurrent attention model or a baseline classifier.</summary>
    public ModelKind Kind { get; init => field = Require.Defined(value); } = ModelKind.Attention;

    /// <summary>The glimpse sensor.</summary>
    public SensorOptions Sensor { get; init; } = new();

    /// <summary>C, channels of the images.</summary>
    public int Channels { get; init => field = Require.Between(value, 1, 16); } = 1;

    /// <summary>The number of classes or actions.</summary>
    public int Classes { get; init => field = Require.Between(value, 1, 65_536); } = 10;

    /// <summary>T, glimpses of a rollout in training; the most where rollouts end by <see cref="Stop"/>.</summary>
    public int Glimpses { get; init => field = Require.Between(value, 1, 64); } = 6;

    /// <summary>
    /// S, the labels that a rollout answers one after the other; T is a multiple of it. The answer of label s (from 1) is that after
    /// glimpse s·T/S. With more than one, the last class is the end symbol, which ends a shorter sequence (Ba, Mnih and Kavukcuoglu, 2015).
    /// </summary>
    public int Labels { get; init => field = Require.Between(value, 1, 64); } = 1;

    /// <summary>Convolutions of the glimpse network on the patches, before h_g; none in the paper.</summary>
    public ConvolutionOptions Convolution { get; init; } = new();

    /// <summary>Whether each scale has its own convolutions; false where the scales are channels of one stack.</summary>
    public bool ConvolveScalesApart { get; init; }

    /// <summary>What h_g reads of each filter of the last convolutions: every place, or what global pooling leaves.</summary>
    public GlobalPooling ConvolutionPooling { get; init => field = Require.Defined(value); } = GlobalPooling.None;

    /// <summary>How the glimpse network combines glimpse and location.</summary>
    public GlimpseForm GlimpseForm { get; init => field = Require.Defined(value); } = GlimpseForm.Additive;

    /// <summary>Units of h_g and of h_l; 128 in the paper.</summary>
    public int GlimpseHidden { get; init => field = Require.Between(value, 1, 4096); } = 128;

    /// <summary>The activation behind h_g and h_l; the notebooks of the report have none.</summary>
    public Activation GlimpseActivation { get; init => field = Require.Defined(value); } = Activation.Relu;

    /// <summary>Units of g_t; 256 in the paper.</summary>
    public int GlimpseFeatures { get; init => field = Require.Between(value, 1, 4096); } = 256;

    /// <summary>
    /// Scale of the values of a glimpse in the glimpse network. A scale above 1 helps where a frame has only a few white pixels, whose
    /// effect would be small beside the biases.
    /// </summary>
    public double InputScale { get; init => field = Require.Above(value, 0, 1000); } = 1;

    /// <summary>
    /// Whether the glimpse network reads the sums rather than the means of pooled pixels, so that a single pixel counts as much in a
    /// coarse patch as in the finest.
    /// </summary>
    public bool InputSum { get; init; }

    /// <summary>Whether the glimpse network normalises its layers over the batch, a variant of the report.</summary>
    public bool BatchNorm { get; init; }

    /// <summary>Whether each of the T glimpses has its own running statistics of batch normalisation, instead of one for all.</summary>
    public bool BatchNormPerGlimpse { get; init; }

    /// <summary>The recurrent core.</summary>
    public CoreKind Core { get; init => field = Require.Defined(value); } = CoreKind.Relu;

    /// <summary>
    /// The full name of the class of a custom core (for <see cref="CoreKind.Extension"/> only), which <c>--extension FILE.dll</c> brings.
    /// </summary>
    public string CoreExtension { get; init; } = "";

    /// <summary>
    /// Layers of the core: 1, as in the paper, or 2: the lower one reads glimpses and classifies, the upper one, the location core, reads
    /// the lower one and chooses locations (Ba, Mnih and Kavukcuoglu, 2015, §3).
    /// </summary>
    public int CoreLayers { get; init => field = Require.Between(value, 1, 2); } = 1;

    /// <summary>The network that starts the location core with a coarse view of the whole image; none by default.</summary>
    public ContextOptions Context { get; init; } = new();

    /// <summary>H, units of each layer of the core; 256 in the paper.</summary>
    public int Hidden { get; init => field = Require.Between(value, 1, 4096); } = 256;

    /// <summary>Whether the core's recurrent weights are initialised to the identity rather than at random.</summary>
    public bool IdentityStart { get; init; } = true;

    /// <summary>
    /// What computes the mean of the location policy: layers on the core's state, as in the paper, or a saliency map on the convolutions of
    /// the context network.
    /// </summary>
    public LocationForm LocationForm { get; init => field = Require.Defined(value); } = LocationForm.State;

    /// <summary>Units of a hidden layer of the location network; 0 for none, as in the paper.</summary>
    public int LocationHidden { get; init => field = Require.Between(value, 0, 4096); }

    /// <summary>
    /// Whether tanh bounds the mean to [-1, 1]; false for a linear mean, as in the report. Without effect with a saliency map.
    /// </summary>
    public bool SquashMean { get; init; } = true;

    /// <summary>
    /// Whether tanh brings a sample into the frame instead of clamping it, as in the notebooks of the report; log π is that of the sample
    /// before.
    /// </summary>
    public bool SquashSample { get; init; }

    /// <summary>σ, the standard deviation of the location policy, in units of l.</summary>
    public double Sigma { get; init => field = Require.Between(value, 0.001, 2); } = 0.1;

    /// <summary>The first location.</summary>
    public FirstLocation FirstLocation { get; init => field = Require.Defined(value); } = FirstLocation.Uniform;

    /// <summary>Whether every location is random, the first included: the paper's control without a policy.</summary>
    public bool RandomGlimpses { get; init; }

    /// <summary>The network that ends rollouts; none by default.</summary>
    public StopOptions Stop { get; init; } = new();

    /// <summary>The baseline classifier; ignored by the recurrent attention model.</summary>
    public ClassifierOptions Classifier { get; init; } = new();

    /// <summary>Whether it is the recurrent attention model, which takes glimpses; a baseline classifier sees whole images.</summary>
    public bool TakesGlimpses => Kind == ModelKind.Attention;

    /// <summary>Whether its core is one of a user, which the Torch engine runs.</summary>
    public bool HasCustomCore => TakesGlimpses && Core == CoreKind.Extension;

    /// <summary>Whether a rollout of evaluation may end before its last glimpse.</summary>
    public bool Stops => TakesGlimpses && Stop.Units > 0;

    /// <summary>Whether a rollout answers a sequence of labels, which the last class ends.</summary>
    public bool ReadsSequences => Labels > 1;

    /// <summary>T, the number of glimpses of a rollout; 1 for a classifier of whole images.</summary>
    /// <param name="requested">The requested number; null for <see cref="Glimpses"/>.</param>
    /// <exception cref="OptionException">It is not a multiple of <see cref="Labels"/>.</exception>
    public int GlimpseCount(int? requested = null)
    {
        int glimpses = TakesGlimpses ? requested ?? Glimpses : 1;
        return glimpses % Labels == 0 ? glimpses : throw new OptionException(new(
            ErrorKind.Mismatch, Key: "model.glimpses", Value: glimpses, Allowed: $"a multiple of {Labels}",
            Detail: $"each of model.labels={Labels} labels has as many glimpses"));
    }

    /// <summary>The policy of a rollout: <see cref="PolicyMode.Random"/> for a model of random glimpses.</summary>
    /// <param name="requested">The requested policy.</param>
    public PolicyMode EffectivePolicy(PolicyMode requested) => RandomGlimpses ? PolicyMode.Random : requested;

    /// <summary>The noise with a price of a glimpse, by which rollouts end; as it is for a model without a stop network.</summary>
    /// <param name="noise">The noise.</param>
    /// <param name="price">The price; null for the model's own, 0 to let all rollouts take T glimpses.</param>
    public RolloutNoise Priced(RolloutNoise noise, double? price = null)
    {
        ArgumentNullException.ThrowIfNull(noise);
        return Stops && price != 0 ? noise.WithPrices([.. Enumerable.Repeat((float)(price ?? Stop.Price), noise.Rows)]) : noise;
    }

    /// <summary>Checks that the model was trained for a price of a glimpse; null and 0 fit every model.</summary>
    /// <exception cref="OptionException">It was trained for other prices, or for none.</exception>
    public void RequirePrice(double? price)
    {
        if (price is not (double asked and > 0))
        {
            return;
        }
        if (!Stops)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: "price", Value: asked, Allowed: "left out", Detail: "the model has no stop network"));
        }
        Stop.RequirePrice(asked, "price");
    }

    /// <summary>Whether rollouts of one image may differ: in a random first location, or in other random locations.</summary>
    /// <param name="requested">The requested policy.</param>
    public bool IsStochastic(PolicyMode requested) =>
        TakesGlimpses && (FirstLocation == FirstLocation.Uniform || EffectivePolicy(requested) != PolicyMode.Mean);

    /// <summary>The first glimpse, from 0, whose location the policy decides; T if it decides none.</summary>
    /// <param name="mode">How locations are chosen.</param>
    /// <param name="glimpses">T, glimpses of the rollout.</param>
    public int FirstDecision(PolicyMode mode, int glimpses) =>
        !TakesGlimpses || mode == PolicyMode.Random ? glimpses : FirstLocation == FirstLocation.Learned ? 0 : 1;

    /// <summary>The values that a rollout sees of an image: T·K·C·G² of its glimpses, and C·S² of the context network.</summary>
    /// <param name="glimpses">T.</param>
    public long ValuesSeen(int glimpses) =>
        (long)glimpses * Sensor.GlimpseSize(Channels) + (Context.Side > 0 ? Context.InputSize(Channels).Pixels : 0);

    /// <summary>Whether tanh bounds the mean: that of a saliency map is bounded without.</summary>
    internal bool MeanIsSquashed => SquashMean && LocationForm == LocationForm.State;

    /// <summary>Stacks of convolutions of the glimpse network.</summary>
    internal int Towers => Convolution.HasLayers && ConvolveScalesApart ? Sensor.Scales : 1;

    /// <summary>What one of them reads: all scales as channels, or one scale.</summary>
    internal ImageSize TowerInput =>
        new(ConvolveScalesApart ? Channels : Channels * Sensor.Scales, Sensor.PatchSide, Sensor.PatchSide);

    /// <summary>D, decisions of the policy in a rollout of T glimpses in training.</summary>
    internal int Decisions => Glimpses - FirstDecision(EffectivePolicy(PolicyMode.Sample), Glimpses);

    /// <summary>The input scale of each value of the retina [K·C·G²]; null if all are 1.</summary>
    public float[]? InputScales()
    {
        if (this is { InputScale: 1, InputSum: false })
        {
            return null;
        }
        int patch = Sensor.GlimpseSize(Channels) / Sensor.Scales;
        float[] scales = new float[Sensor.Scales * patch];
        for (int scale = 0; scale < Sensor.Scales; scale++)
        {
            double pooled = Math.Pow(Sensor.ScaleFactor, 2 * scale);
            scales.AsSpan(scale * patch, patch).Fill((float)(InputScale * (InputSum ? pooled : 1)));
        }
        return scales;
    }

    /// <summary>Checks the options together: that the layers fit their inputs, and that the parts fit each other.</summary>
    /// <exception cref="OptionException">They do not fit.</exception>
    public void Check()
    {
        if (!TakesGlimpses)
        {
            if (ReadsSequences)
            {
                throw new OptionException(new(
                    ErrorKind.Mismatch, Key: "model.labels", Value: Labels, Allowed: "1",
                    Detail: "a classifier of whole images answers once"));
            }
            Classifier.Check(this);
            return;
        }
        _ = GlimpseCount();
        Convolution.Check("model.convolution", TowerInput);
        Context.Check(this);
        Stop.Check(this);
        CheckCustomCore();
        CheckLocationForm();
        if (BatchNorm && GlimpseForm == GlimpseForm.Multiplied)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: "model.glimpse_form", Value: GlimpseForm, Allowed: "additive or concatenated",
                Detail: "batch normalisation comes before the one relu of g_t", Remedy: "or set model.batch_norm to false"));
        }
    }

    private void CheckLocationForm()
    {
        if (LocationForm == LocationForm.State)
        {
            return;
        }
        if (Context.Side == 0 || !Context.Convolution.HasLayers)
        {
            throw Refused(
                "model.location_form", LocationForm, "a saliency map lies on the convolutions of a context network",
                "give model.context.side and model.context.convolution.filters");
        }
        if (LocationHidden > 0)
        {
            throw Refused(
                "model.location_hidden", LocationHidden, "a saliency map (model.location_form) takes the place of f_l(h)", "set it to 0");
        }
        if (SquashSample)
        {
            throw Refused(
                "model.squash_sample", SquashSample,
                "tanh would move the places of a saliency map (model.location_form) to the centre", "set it to false");
        }
        if (Sensor.Reach < 1)
        {
            throw Refused(
                "model.sensor.reach", Sensor.Reach, "a place of a saliency map (model.location_form) is one of the whole frame",
                "set it to 1");
        }

        static OptionException Refused(string key, object value, string detail, string remedy) =>
            new(new(ErrorKind.Mismatch, Key: key, Value: value, Detail: detail, Remedy: remedy));
    }

    private void CheckCustomCore()
    {
        bool custom = Core == CoreKind.Extension;
        if (custom != (CoreExtension.Length > 0))
        {
            throw new OptionException(custom
                ? new(ErrorKind.Missing, Key: "model.core_extension", Detail: "model.core=extension needs the full name of a class")
                : new(
                    ErrorKind.Mismatch, Key: "model.core_extension", Value: CoreExtension,
                    Detail: "it belongs to model.core=extension", Remedy: "give both"));
        }
        if (!custom)
        {
            return;
        }
        if (CoreLayers > 1)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: "model.core_layers", Value: CoreLayers, Allowed: "1", Detail: "a custom core has one layer"));
        }
        _ = CustomCores.Of(this);
    }
}
