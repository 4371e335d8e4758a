using Saccade.Geometry;
using Saccade.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Model;

/// <summary>
/// The recurrent attention model (paper §3): in T glimpses the agent integrates what its sensor saw, chooses where to
/// look next, and at the end says what it saw. The sensor looks at 8-bit images, on the device where the weights are;
/// nothing is differentiated through it.
/// </summary>
public sealed class RecurrentAttentionModel : nn.Module
{
    private readonly GlimpseNetwork glimpse;
    private readonly CoreNetwork core;
    private readonly LocationNetwork location;
    private readonly ActionNetwork action;
    private readonly BaselineNetwork baseline;

    /// <summary>Makes the model with weights drawn from <paramref name="key"/>.</summary>
    /// <param name="options">Sizes and forms of the networks.</param>
    /// <param name="key">Where the first weights come from.</param>
    /// <param name="makeCore">Makes a core of your own; by default it is the one that the options name.</param>
    /// <exception cref="ArgumentException">The core's sizes are not those of the options.</exception>
    public RecurrentAttentionModel(ModelOptions options, RandomKey key, Func<ModelOptions, RandomKey, CoreNetwork>? makeCore = null) : base("ram")
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        glimpse = new GlimpseNetwork(options, key.Fork("glimpse"));
        core = (makeCore ?? MakeCore)(options, key.Fork("core"));
        if (core.Inputs != options.GlimpseFeatures || core.Hidden != options.Hidden)
        {
            throw new ArgumentException(
                $"The core has {core.Inputs} inputs and {core.Hidden} hidden units; the options ask for {options.GlimpseFeatures} and {options.Hidden}.", nameof(makeCore));
        }
        location = new LocationNetwork(options, key.Fork("location"));
        action = new ActionNetwork(options, key.Fork("action"));
        baseline = new BaselineNetwork(options, key.Fork("baseline"));
        RegisterComponents();
    }

    /// <summary>The model's options.</summary>
    public ModelOptions Options { get; }

    internal GlimpseNetwork GlimpseNetwork => glimpse;

    internal CoreNetwork Core => core;

    internal LocationNetwork LocationNetwork => location;

    /// <summary>The networks by the names under which metrics and checkpoints know them.</summary>
    public IReadOnlyList<(string Name, nn.Module Network)> Networks =>
        [("glimpse", glimpse), ("core", core), ("location", location), ("action", action), ("baseline", baseline)];

    /// <summary>
    /// Rolls the agent out over T glimpses (T is the noise's). Rollout n looks at image n / M, where M is the number of
    /// rollouts for each image.
    /// </summary>
    /// <param name="pixels">Images [B, C, H, W], 0 to 255.</param>
    /// <param name="size">Channels, height and width of the images.</param>
    /// <param name="noise">The randomness of N = B·M rollouts.</param>
    /// <param name="reach">Which heads pass their gradient on into the core.</param>
    /// <exception cref="ArgumentException">The images have not the channels of the options, or N is not a multiple of B.</exception>
    public Rollout Unroll(ReadOnlyMemory<byte> pixels, ImageSize size, RolloutNoise noise, GradientReach reach = default)
    {
        ArgumentNullException.ThrowIfNull(noise);
        int images = pixels.Length / size.Pixels;
        if (size.Channels != Options.Channels || images * size.Pixels != pixels.Length || images == 0 || noise.Rows % images != 0)
        {
            throw new ArgumentException(
                $"{pixels.Length} bytes of images of {size} with noise for {noise.Rows} rollouts; the model looks at whole images of {Options.Channels} channels, each with the same number of rollouts.");
        }
        using DisposeScope scope = NewDisposeScope();
        RolloutUnderWay underWay = new(this, size, noise, reach);
        underWay.Show(pixels);
        for (int t = 0; t < noise.Glimpses; t++)
        {
            underWay.Look();
        }
        return underWay.End(scope);
    }

    /// <summary>Scores of the classes [.., classes] from states of the core [.., H].</summary>
    public Tensor Act(Tensor hidden) => action.forward(hidden);

    /// <summary>The reward expected [T, N] from states of the core [T, N, H].</summary>
    public Tensor Judge(Tensor hidden, bool reachesCore = false)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor rows = hidden.flatten(0, 1);
        return scope.MoveToOuter(baseline.forward(reachesCore ? rows : rows.detach()).view(hidden.shape[0], hidden.shape[1]));
    }

    private static CoreNetwork MakeCore(ModelOptions options, RandomKey key) =>
        options.Core == CoreKind.Lstm ? new LstmCore(options, key) : new ReluCore(options, key);
}
