using Saccade.Policy;

namespace Saccade.Evaluation;

/// <summary>Draws the noise that a batch of episodes needs: that of locations and, where answers are actions, that of actions.</summary>
internal static class EpisodeNoise
{
    /// <summary>Draws the noise of <paramref name="rollouts"/> rollouts of each episode.</summary>
    /// <param name="model">The model.</param>
    /// <param name="episodes">The batch [B].</param>
    /// <param name="key">The key of the noise.</param>
    /// <param name="first">The index of the batch's first rollout.</param>
    /// <param name="glimpses">T, glimpses of each rollout.</param>
    /// <param name="policy">The requested policy.</param>
    /// <param name="rollouts">M, rollouts of each episode.</param>
    /// <param name="scale">The scale of the noise of locations, in units of the model's σ.</param>
    /// <param name="training">Whether actions are sampled whatever the policy of locations; otherwise where that samples.</param>
    public static RolloutNoise Draw(
        ModelOptions model, IEpisodes episodes, RandomKey key, int first, int glimpses, PolicyMode policy,
        int rollouts = 1, double scale = 1, bool training = false)
    {
        (int rows, PolicyMode mode) = (episodes.Count * rollouts, model.EffectivePolicy(policy));
        return episodes.Answers == AnswerKind.Action
            ? RolloutNoise.DrawActing(key, first, rows, glimpses, mode, sampleActions: training || policy == PolicyMode.Sample, scale)
            : RolloutNoise.Draw(key, first, rows, glimpses, mode, scale);
    }
}
