using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Sensing;
using Saccade.Tasks;
using Saccade.Training;

namespace Saccade.Engine.Tests;

/// <summary>
/// The recurrent attention model (paper §3.1, fig. 1) in plain loops over double, written from public types alone: an example of an engine
/// in another assembly, and the slow twin of the library's. It knows the ReLU core, the additive glimpse network and the paper's loss.
/// </summary>
internal sealed class PlainEngine : IEngine
{
    private readonly LossOptions _loss;
    private readonly Parameters _parameters;
    private readonly GlimpseNetwork _glimpse;
    private readonly CoreNetwork _core;
    private readonly LocationNetwork _location;
    private readonly ActionNetwork _action;
    private readonly BaselineNetwork _baseline;
    private readonly Optimiser _optimiser;

    public PlainEngine(ModelOptions model, TrainingOptions training, RandomKey key)
    {
        Require(model, training.Loss);
        (Model, Plan, _loss) = (model, NetworkPlan.Create(model), training.Loss);
        _parameters = new(Plan);
        (_glimpse, _core) = (new(_parameters), new(_parameters));
        (_location, _action, _baseline) = (new(_parameters), new(_parameters), new(_parameters));
        _optimiser = new(training.Optimiser, _parameters);
        LoadWeights(Plan.InitialWeights(key));
    }

    public ModelOptions Model { get; }

    public NetworkPlan Plan { get; }

    public FlatGradient Gradient => _parameters.Flat;

    public RolloutBatch Forward(IEpisodes episodes, RolloutNoise noise)
    {
        GlimpseRollouts.Require(Model, episodes, noise);
        noise.RequireOneFor(episodes.Count);
        (int count, int glimpses) = (episodes.Count, noise.Glimpses);
        RolloutBatch rollouts = new()
        {
            Locations = new float[glimpses * count * 2],
            Probabilities = new float[glimpses * count * Model.Classes],
            Values = new float[glimpses * count],
        };
        episodes.Restart();
        for (int i = 0; i < count; i++)
        {
            Rollout rollout = Roll(episodes, i, noise, i);
            for (int t = 0; t < glimpses; t++)
            {
                int row = t * count + i;
                Copy(rollout.Seen[t].Location, rollouts.Locations, 2 * row);
                Copy(_action.Forward(rollout.States[t + 1]), rollouts.Probabilities, row * Model.Classes);
                rollouts.Values[row] = (float)rollout.Values[t + 1];
            }
        }
        return rollouts;
    }

    public StepReport Backward(IEpisodes episodes, RolloutNoise noise, LossWeights weights)
    {
        GlimpseRollouts.Require(Model, episodes, noise);
        HybridLoss loss = new(noise.Rows, weights, Model.Sigma * noise.Scale, _loss.SubtractBaseline);
        int each = noise.Rows / episodes.Count;
        Rollout[] rollouts = new Rollout[noise.Rows];
        Array.Clear(_parameters.Gradient);
        episodes.Restart();
        for (int n = 0; n < rollouts.Length; n++)
        {
            rollouts[n] = Roll(episodes, n / each, noise, n);
            (double[] dLogits, double[] dValues, double[][] dMeans) =
                loss.Add(rollouts[n], episodes.Labels[n / each], episodes.Reward ?? RewardOf);
            Backward(rollouts[n], dLogits, dValues, dMeans);
        }
        _parameters.Publish();
        return new()
        {
            Loss = loss.Terms,
            Accuracy = loss.Accuracy,
            Reward = loss.Reward,
            LocationVariance = LocationVariance(rollouts),
        };
    }

    public void Update(double learningRate, double gradientScale = 1) => _optimiser.Step(learningRate, gradientScale);

    public IReadOnlyList<NamedTensor> SaveWeights() => _parameters.Save(_parameters.Values);

    public void LoadWeights(IReadOnlyList<NamedTensor> weights) => _parameters.Load(_parameters.Values, weights);

    public IReadOnlyList<NamedTensor> SaveOptimiser() => _optimiser.Save();

    public void LoadOptimiser(IReadOnlyList<NamedTensor> state) => _optimiser.Load(state);

    public void Dispose()
    {
    }

    /// <summary>For each glimpse: l_t ~ π(h_t), ρ(x, l_t), g_t = f_g(ρ, l_t), h_{t+1} = f_h(h_t, g_t); last p = f_a(h_T).</summary>
    private Rollout Roll(IEpisodes episodes, int episode, RolloutNoise noise, int row)
    {
        GlimpseSensor sensor = new(Model.Sensor, episodes.Size);
        float[] retina = new float[sensor.GlimpseSize];
        byte[] frame = new byte[episodes.Size.Pixels];
        Rollout rollout = new(noise.Glimpses, Model.Hidden) { FirstDecision = Model.FirstDecision(noise.Mode, noise.Glimpses) };
        rollout.Values[0] = _baseline.Forward(rollout.States[0]);
        episodes.Render(episode, frame);
        for (int t = 0; t < noise.Glimpses; t++)
        {
            double[] location = Decide(rollout, t, noise, row);
            sensor.Sense(frame, (float)location[0], (float)location[1], retina);
            rollout.Seen[t] = _glimpse.Forward(Array.ConvertAll(retina, value => (double)value), location);
            rollout.States[t + 1] = _core.Forward(rollout.Seen[t].Features, rollout.States[t]);
            rollout.Values[t + 1] = _baseline.Forward(rollout.States[t + 1]);
            if (!episodes.IsStill)
            {
                episodes.Step(episode, ((float)location[0], (float)location[1]), action: -1);
                episodes.Render(episode, frame);
            }
        }
        rollout.Probabilities = _action.Forward(rollout.States[^1]);
        return rollout;
    }

    /// <summary>The location of glimpse t: what the noise says of those that are not decided, else μ + σ·ε, clamped to [-1, 1].</summary>
    private double[] Decide(Rollout rollout, int t, RolloutNoise noise, int row)
    {
        ReadOnlySpan<float> step = noise.Step(t).Slice(2 * row, 2), start = noise.Starts.Slice(2 * row, 2);
        if (t < rollout.FirstDecision)
        {
            return t == 0 && Model.FirstLocation == FirstLocation.Uniform ? [start[0], start[1]]
                : noise.Mode == PolicyMode.Random ? [step[0], step[1]]
                : [0, 0];
        }
        double[] mean = rollout.Means[t] = _location.Forward(rollout.States[t]);
        if (mean.Any(double.IsNaN))
        {
            throw NumericalException.Mean();
        }
        double sigma = Model.Sigma * noise.Scale;
        double[] sample = rollout.Samples[t] = [mean[0] + sigma * step[0], mean[1] + sigma * step[1]];
        return Array.ConvertAll(sample, value => Math.Clamp(value, -1, 1));
    }

    /// <summary>
    /// Back through time from h_T to h_1: a state's gradient comes through the next state, and from the networks that read it.
    /// </summary>
    private void Backward(Rollout rollout, double[] dLogits, double[] dValues, double[][] dMeans)
    {
        double[] dState = _action.Backward(rollout.States[^1], dLogits);
        for (int t = rollout.Glimpses - 1; t >= 0; t--)
        {
            (double[] dFeatures, double[] dPrevious) =
                _core.Backward(rollout.Seen[t].Features, rollout.States[t], rollout.States[t + 1], dState);
            _glimpse.Backward(rollout.Seen[t], dFeatures);
            dState = dPrevious;
            if (t >= rollout.FirstDecision)
            {
                Add(dState, _location.Backward(rollout.States[t], rollout.Means[t], dMeans[t]), _loss.LocationReachesCore);
                Add(dState, _baseline.Backward(rollout.States[t], dValues[t]), _loss.BaselineReachesCore);
            }
        }
    }

    private double RewardOf(ReadOnlySpan<float> probabilities, int label)
    {
        float right = probabilities[label];
        if (_loss.Reward == RewardKind.Probability)
        {
            return right;
        }
        foreach (float other in probabilities)
        {
            if (other > right)
            {
                return 0;
            }
        }
        return 1;
    }

    /// <summary>The variance over the rollouts of μ at one decision, both coordinates together, averaged over the decisions.</summary>
    private static double LocationVariance(Rollout[] rollouts)
    {
        int first = rollouts[0].FirstDecision, decisions = rollouts[0].Glimpses - first;
        double sum = 0;
        for (int at = 2 * first; at < 2 * (first + decisions); at++)
        {
            double mean = rollouts.Average(rollout => rollout.Means[at / 2][at % 2]);
            sum += rollouts.Average(rollout => Math.Pow(rollout.Means[at / 2][at % 2] - mean, 2)) / decisions;
        }
        return sum;
    }

    private static void Add(double[] sum, double[] gradient, bool reaches)
    {
        for (int i = 0; reaches && i < sum.Length; i++)
        {
            sum[i] += gradient[i];
        }
    }

    private static void Copy(double[] values, float[] target, int start) =>
        Array.ConvertAll(values, value => (float)value).CopyTo(target, start);

    private static void Require(ModelOptions model, LossOptions loss)
    {
        bool known = model is { Kind: ModelKind.Attention, Core: CoreKind.Relu, GlimpseForm: GlimpseForm.Additive }
            and { LocationForm: LocationForm.State }
            and { BatchNorm: false, LocationHidden: 0, SquashMean: true, InputScale: 1, InputSum: false }
            && loss is { Reduction: GlimpseReduction.Sum, LocationTerm: LocationTerm.Exact, Lambda: 1 }
            and { ActionAt: LossSteps.Last, RewardAt: LossSteps.Last };
        if (!known)
        {
            throw new NotSupportedException("The plain engine computes the paper's model and loss; leave their variants at the defaults.");
        }
    }
}
