using Saccade.Policy;

namespace Saccade.Torch.Networks;

/// <summary>
/// The recurrent attention model (paper §3): over T glimpses the agent integrates what its sensor sees and chooses the next
/// location; at the end it answers. The sensor reads 8-bit images on the device of the weights; it has no gradient.
/// </summary>
internal sealed class RecurrentAttentionModel : nn.Module
{
    private readonly GlimpseNetwork glimpse;
    private readonly CoreNetwork core;
    private readonly CoreNetwork? location_core;
    private readonly ContextNetwork? context;
    private readonly LocationNetwork location;
    private readonly ActionNetwork action;
    private readonly BaselineNetwork baseline;
    private readonly StopNetwork? stop;

    /// <summary>Creates the model with weights drawn from <paramref name="key"/>.</summary>
    /// <param name="options">Sizes and forms of the networks.</param>
    /// <param name="key">The key of the initial weights.</param>
    public RecurrentAttentionModel(ModelOptions options, RandomKey key) : base("ram")
    {
        Options = options;
        glimpse = new GlimpseNetwork(options, key);
        core = options.Core switch
        {
            CoreKind.Extension => CreateCustomCore(options, key),
            CoreKind.Lstm => new LstmCore(options, key),
            _ => new ReluCore(options, key),
        };
        location_core = options.CoreLayers == 1 ? null
            : options.Core == CoreKind.Lstm ? new LstmCore("location_core", options.Hidden, options, key)
            : new ReluCore("location_core", options.Hidden, options, key);
        context = options.Context.Side > 0 ? new ContextNetwork(options, key) : null;
        location = new LocationNetwork(options, key);
        action = new ActionNetwork(options, key);
        baseline = new BaselineNetwork(options, key);
        stop = options.Stops ? new StopNetwork(options, key) : null;
        RegisterComponents();
    }

    /// <summary>The model's options.</summary>
    public ModelOptions Options { get; }

    internal GlimpseNetwork GlimpseNetwork => glimpse;

    internal CoreNetwork Core => core;

    internal CoreNetwork? LocationCore => location_core;

    internal ContextNetwork? Context => context;

    internal LocationNetwork LocationNetwork => location;

    /// <summary>The networks by the names that metrics and checkpoints use.</summary>
    public IReadOnlyList<(string Name, nn.Module Network)> Networks =>
    [
        .. named_children().Where(child => child.module is not null).Select(child => (child.name, child.module)),
    ];

    /// <summary>Runs N = B·M rollouts of T glimpses, M of each episode: rollout n sees episode n / M. T is the noise's.</summary>
    /// <param name="episodes">The episodes [B]; they are restarted first.</param>
    /// <param name="noise">The randomness of the N rollouts.</param>
    /// <param name="reach">Which networks backpropagate into the core.</param>
    public Rollout Unroll(IEpisodes episodes, RolloutNoise noise, GradientReach reach = default)
    {
        GlimpseRollouts.Require(Options, episodes, noise);
        using DisposeScope scope = NewDisposeScope();
        RolloutState state = new(this, episodes.Size, noise, reach);
        bool act = episodes.Answers == AnswerKind.Action;
        int[] actions = new int[act ? noise.Glimpses * noise.Rows : 0];
        episodes.Restart();
        for (int t = 0; t < noise.Glimpses; t++)
        {
            if (t == 0 || !episodes.IsStill)
            {
                state.Show(new Frames(episodes));
            }
            Tensor hidden = state.TakeGlimpse();
            if (!episodes.IsStill)
            {
                Step(t, episodes, state.Locations(), act ? Probabilities(hidden) : [], noise, actions);
            }
        }
        return state.End(scope) with { Actions = actions };
    }

    /// <summary>The logits of the classes or actions [.., classes] from states of the core [.., H].</summary>
    public Tensor Logits(Tensor hidden) => action.forward(hidden);

    /// <summary>The value baseline b_t [T, N] from states of the core [T, N, H].</summary>
    /// <param name="hidden">h_t.</param>
    /// <param name="reachesCore">Whether the gradient passes into <paramref name="hidden"/>.</param>
    public Tensor Value(Tensor hidden, bool reachesCore = false)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor rows = hidden.flatten(0, 1);
        return scope.MoveToOuter(baseline.forward(reachesCore ? rows : rows.detach()).view(hidden.shape[0], hidden.shape[1]));
    }

    /// <summary>The logits of the stop action [T, N]; null if no rollout may end early.</summary>
    /// <param name="hidden">h_t [T, N, H].</param>
    /// <param name="scores">The logits of the classes after each glimpse [T, N, classes]; no gradient passes into them.</param>
    /// <param name="prices">The price of a glimpse of each rollout [N]; empty if none may end early.</param>
    /// <param name="reachesCore">Whether the gradient passes into <paramref name="hidden"/>.</param>
    public Tensor? StopLogits(Tensor hidden, Tensor scores, ReadOnlySpan<float> prices, bool reachesCore = false)
    {
        if (stop is null || prices.Length == 0)
        {
            return null;
        }
        float[] inputs = new float[prices.Length];
        for (int n = 0; n < inputs.Length; n++)
        {
            inputs[n] = Options.Stop.InputOf(prices[n]);
        }
        using DisposeScope scope = NewDisposeScope();
        Tensor priceInputs = tensor(inputs, device: hidden.device).to_type(hidden.dtype);
        return scope.MoveToOuter(stop.forward(reachesCore ? hidden : hidden.detach(), priceInputs, scores));
    }

    private static CoreNetwork CreateCustomCore(ModelOptions options, RandomKey key)
    {
        ICustomCore custom = CustomCores.Of(options);
        CoreNetwork core = custom is ITorchCore torch ? torch.Create(options, key) : throw Refused("it is no ITorchCore");
        if (core.Inputs != options.GlimpseFeatures || core.Hidden != options.Hidden)
        {
            throw Refused(
                $"it has {core.Inputs} inputs and {core.Hidden} units; the options ask for {options.GlimpseFeatures} and {options.Hidden}");
        }
        IEnumerable<string> planned =
            custom.Layers(options).SelectMany(layer => layer.Tensors(), (_, tensor) => Text(tensor.Name, tensor.Shape));
        IEnumerable<string> held = core.named_parameters().Select(p => Text($"core.{p.name}", TorchTensors.Shape(p.parameter)));
        string[] differing = [.. planned.Except(held), .. held.Except(planned)];
        return differing.Length == 0 ? core : throw Refused(
            $"its layers and its parameters differ in {string.Join(" and ", differing)}");

        OptionException Refused(string detail) => new(new(
            ErrorKind.Mismatch, Key: "model.core_extension", Value: options.CoreExtension, Detail: detail, Remedy: "change the class"));
        static string Text(string name, IReadOnlyList<int> shape) => $"{name} [{string.Join(", ", shape)}]";
    }

    private float[] Probabilities(Tensor hidden)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return TorchTensors.ToArray(nn.functional.softmax(Logits(hidden), -1));
    }

    private void Step(int t, IEpisodes episodes, float[] locations, float[] probabilities, RolloutNoise noise, int[] actions)
    {
        for (int i = 0; i < episodes.Count; i++)
        {
            int action = -1;
            if (probabilities.Length > 0)
            {
                action = noise.ChooseAction(t, i, probabilities.AsSpan(i * Options.Classes, Options.Classes));
                actions[t * episodes.Count + i] = action;
            }
            episodes.Step(i, (locations[2 * i], locations[2 * i + 1]), action);
        }
    }
}
