using System.Numerics.Tensors;
using Saccade.Games;
using Saccade.Learning;
using Saccade.Model;

namespace Saccade.Fast;

/// <summary>
/// The hybrid loss J = J_action + J_baseline + J_location of one worker's rollouts (paper §3.2) and its gradient with
/// respect to scores, baselines and means: the twin of <see cref="HybridLoss"/> and, for a game, <see cref="EpisodeLoss"/>.
/// </summary>
internal sealed class LossGradient
{
    private readonly ModelOptions _model;
    private readonly LossOptions _options;
    private readonly RolloutTracks _tracks;
    private readonly GradientTracks _gradients;
    private readonly Member _member;
    // What the answer after each glimpse pays, or the λ-return of each state of a game.
    private readonly double[] _payoff;
    private LossSums _sums = null!;

    public LossGradient(ModelOptions model, LossOptions options, RolloutTracks tracks, GradientTracks gradients, Member member)
    {
        (_model, _options, _tracks, _gradients, _member) = (model, options, tracks, gradients, member);
        _payoff = new double[tracks.Glimpses + 1];
    }

    /// <summary>Fills the gradients, and adds to the figures, of images that were named.</summary>
    /// <param name="glimpses">T.</param>
    /// <param name="firstDecision">The first glimpse that the policy decided on; T if none.</param>
    /// <param name="labels">The right class of each of these rollouts' images.</param>
    /// <param name="rolloutsOfEach">M.</param>
    /// <param name="all">N, the rollouts of all workers.</param>
    /// <param name="weight">The weights of the terms.</param>
    /// <param name="sigma">σ of the policy.</param>
    /// <param name="sums">What the terms and figures are added to.</param>
    public void Fill(int glimpses, int firstDecision, ReadOnlySpan<int> labels, int rolloutsOfEach, int all, TermWeights weight, double sigma, LossSums sums)
    {
        _sums = sums;
        int decisions = glimpses - firstDecision;
        for (int i = _member.Rollouts.First; i < _member.Rollouts.End; i++)
        {
            Answer(i, glimpses, labels[i / rolloutsOfEach], all, weight.Action);
            (double reward, double paid) = (0, 0);
            for (int t = glimpses - 1; t >= firstDecision; t--)
            {
                reward = Earned(t, glimpses, reward);
                paid = Earned(t, glimpses, t + 1 < glimpses ? Mixed(i, t + 1, paid) : 0);
                Judgement(i, t, reward, 1.0 / all / decisions, weight.Baseline);
                Decision(i, t, paid, 1.0 / all / (_options.Reduction == GlimpseReduction.Mean ? decisions : 1), weight.Location, sigma);
            }
        }
    }

    /// <summary>Fills the gradients, and adds to the figures, of games that were played.</summary>
    /// <param name="steps">T.</param>
    /// <param name="firstDecision">The first glimpse that the policy decided on; T if none.</param>
    /// <param name="moves">The moves of all games [T, N].</param>
    /// <param name="caught">Whether each game [N] ended with a catch.</param>
    /// <param name="first">Which game is the first of these.</param>
    /// <param name="weight">The weights of the terms.</param>
    /// <param name="sigma">σ of the policy.</param>
    /// <param name="sums">What the terms and figures are added to.</param>
    public void Fill(int steps, int firstDecision, ReadOnlySpan<CatchMove> moves, ReadOnlySpan<bool> caught, int first, TermWeights weight, double sigma, LossSums sums)
    {
        _sums = sums;
        int all = caught.Length;
        bool mean = _options.Reduction == GlimpseReduction.Mean;
        for (int i = _member.Rollouts.First; i < _member.Rollouts.End; i++)
        {
            double reward = caught[first + i] ? 1 : 0;
            _sums.Right += reward;
            _sums.Reward += reward;
            _payoff[steps] = reward;
            for (int state = steps - 1; state >= 0; state--)
            {
                _payoff[state] = Mixed(i, state + 1, _payoff[state + 1]);
            }
            for (int state = 1; state <= steps; state++)
            {
                Judgement(i, state, reward, 1.0 / all / steps, weight.Baseline);
                Move(i, state, (int)moves[(state - 1) * all + first + i], _payoff[state], 1.0 / all / (mean ? steps : 1), 1.0 / all / steps, weight);
            }
            for (int t = firstDecision; t < steps; t++)
            {
                Decision(i, t, _payoff[t], 1.0 / all / (mean ? steps - firstDecision : 1), weight.Location, sigma);
            }
        }
    }

    /// <summary>Cross-entropy of the answers of rollout i, and what each answer pays.</summary>
    private void Answer(int i, int glimpses, int label, int all, double weight)
    {
        int firstAnswered = _options.ActionAt == GlimpseChoice.Every ? 1 : glimpses;
        int firstPaid = _options.RewardAt == GlimpseChoice.Every ? 1 : glimpses;
        double share = 1.0 / ((glimpses - firstAnswered + 1) * (double)all);
        bool right = false;
        double paid = 0;
        for (int state = Math.Min(firstAnswered, firstPaid); state <= glimpses; state++)
        {
            Span<float> scores = _tracks.Scores[state].Row(i)[.._model.Classes];
            Span<float> gradient = _gradients.Scores[state].Row(i)[.._model.Classes];
            right = TensorPrimitives.IndexOfMax(scores) == label;
            double logSum = Softmax.Of(scores, gradient);
            _payoff[state] = _options.Reward == RewardKind.Right ? (right ? 1 : 0) : gradient[label];
            paid += state >= firstPaid ? _payoff[state] : 0;
            if (state >= firstAnswered)
            {
                _sums.Action += (logSum - scores[label]) * share;
                TensorPrimitives.Multiply(gradient, (float)(weight * share), gradient);
                gradient[label] -= (float)(weight * share);
            }
        }
        _sums.Right += right ? 1 : 0;
        _sums.Reward += paid / (glimpses - firstPaid + 1);
    }

    /// <summary>−log π(a)·(R − b) of the move from a state of game i, less the entropy of its choice.</summary>
    private void Move(int i, int state, int move, double reward, double share, double entropyShare, TermWeights weight)
    {
        Span<float> scores = _tracks.Scores[state].Row(i)[.._model.Classes];
        Span<float> gradient = _gradients.Scores[state].Row(i)[.._model.Classes];
        double logMove = scores[move] - Softmax.Of(scores, gradient);
        double advantage = Advantage(i, state, reward);
        double entropy = 0;
        foreach (float probability in gradient)
        {
            entropy -= Information(probability);
        }
        _sums.Entropy += entropy * entropyShare;
        _sums.Action -= logMove * advantage * share;
        for (int other = 0; other < gradient.Length; other++)
        {
            double probability = gradient[other];
            double chosen = other == move ? 1 : 0;
            gradient[other] = (float)(
                (probability - chosen) * advantage * share * weight.Action
                + (Information(probability) + probability * entropy) * entropyShare * weight.Entropy);
        }
    }

    /// <summary>p·log p.</summary>
    private static double Information(double probability) => probability > 0 ? probability * Math.Log(probability) : 0;

    /// <summary>(R − b)² of state t.</summary>
    private void Judgement(int i, int t, double reward, double share, double weight)
    {
        double surprise = reward - _tracks.Baselines[t].Row(i)[0];
        _sums.Baseline += surprise * surprise * share;
        _gradients.Baselines[t].Row(i)[0] = (float)(-2 * surprise * share * weight);
    }

    /// <summary>−log π(l)·(R − b) of the decision on glimpse t, made in state t.</summary>
    private void Decision(int i, int t, double reward, double share, double weight, double sigma)
    {
        double advantage = Advantage(i, t, reward);
        double precision = _options.LocationTerm == LocationTerm.Report ? 1 / sigma : 1 / (sigma * sigma);
        double log = _options.LocationTerm == LocationTerm.Bare ? 0 : -2 * Math.Log(sigma * Math.Sqrt(2 * Math.PI));
        Span<float> means = _tracks.Means[t].Row(i), samples = _tracks.Samples[t].Row(i), gradient = _gradients.Means[t].Row(i);
        for (int axis = 0; axis < 2; axis++)
        {
            (double mean, double away) = (means[axis], (double)samples[axis] - means[axis]);
            log -= away * away * precision / 2;
            double squashed = _model.SquashMean ? 1 - mean * mean : 1;
            gradient[axis] = (float)(-advantage * away * precision * share * weight * squashed);
            _sums.Means[2 * t + axis] += mean;
            _sums.Squares[2 * t + axis] += mean * mean;
        }
        _sums.Location -= log * advantage * share;
    }

    private double Advantage(int i, int state, double reward) =>
        _options.SubtractBaseline ? reward - _tracks.Baselines[state].Row(i)[0] : reward;

    /// <summary>What the decision on glimpse t earned, given what the later ones did: the pay of the last answer, or the mean pay of all that came after it.</summary>
    private double Earned(int t, int glimpses, double later)
    {
        int answers = glimpses - t;
        return _options.RewardAt == GlimpseChoice.Every ? (_payoff[t + 1] + (answers - 1) * later) / answers
            : answers == 1 ? _payoff[glimpses]
            : later;
    }

    /// <summary>A step of the λ-return: what was earned from a state on, mixed with what b foretold of it.</summary>
    private double Mixed(int i, int state, double earned) =>
        earned * _options.Lambda + _tracks.Baselines[state].Row(i)[0] * (1 - _options.Lambda);
}
