using Saccade.Policy;

namespace Saccade.Training;

/// <summary>Checks the input of the recurrent attention model.</summary>
public static class GlimpseRollouts
{
    /// <summary>
    /// Checks that frames have the model's channels, that the noise is for equally many rollouts of each episode and equally many glimpses
    /// of each label, and that a model of sequences answers classes.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="episodes">The episodes [B].</param>
    /// <param name="noise">The noise of N = B·M rollouts, M of each episode; M is 1 where episodes change.</param>
    /// <exception cref="ArgumentException">They do not fit together.</exception>
    public static void Require(ModelOptions model, IEpisodes episodes, RolloutNoise noise)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(episodes);
        ArgumentNullException.ThrowIfNull(noise);
        if (episodes.Size.Channels != model.Channels || episodes.Count == 0 || noise.Rows % episodes.Count != 0
            || (!episodes.IsStill && (noise.Rows != episodes.Count || noise.Prices.Length > 0)))
        {
            throw new ArgumentException(
                $"A batch of {episodes.Count} episodes of {episodes.Size} with noise for {noise.Rows} rollouts; the model sees frames of "
                + $"{model.Channels} channels, each episode has the same number of rollouts, and if it changes one without a price.");
        }
        for (int episode = 0; episode < episodes.Count; episode++)
        {
            if (episodes.SizeOf(episode).Channels != model.Channels)
            {
                throw new ArgumentException(
                    $"Episode {episode} shows frames of {episodes.SizeOf(episode)}; the model sees frames of {model.Channels} channels.");
            }
        }
        if (noise.Glimpses % model.Labels != 0 || (model.ReadsSequences && episodes.Answers != AnswerKind.Class))
        {
            throw new ArgumentException(
                $"A rollout of {noise.Glimpses} glimpses that answers {episodes.Answers}; the model answers sequences of up to "
                + $"{model.Labels} classes, each after the same number of glimpses.");
        }
    }
}
