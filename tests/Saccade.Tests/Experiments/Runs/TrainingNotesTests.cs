using Saccade.Experiments.Config;
using Saccade.Experiments.Runs;

namespace Saccade.Tests.Experiments.Runs;

public sealed class TrainingNotesTests
{
    private static readonly Recipe s_plain = new() { Name = "plain" };

    [Fact]
    public void Options_that_are_off_have_no_note() => Assert.Empty(TrainingNotes.Of(s_plain));

    [Theory]
    [InlineData("task.growth_epochs=20", "from 50% of width and height to all over the first 20 epochs")]
    [InlineData("task.augmentation.rotation=10", "digits are rotated by up to 10° (")]
    [InlineData("task.augmentation.shift=1.5 task.augmentation.scale=0.1", "scaled by up to 10%, shifted by up to 1.5 pixels (")]
    [InlineData("training.random_epochs=1", "in the first epoch;")]
    [InlineData("training.random_epochs=1000", "in all epochs: the policy never takes over")]
    [InlineData("training.dropout=0.125", "drops 12.5% of the glimpse features")]
    [InlineData("training.loss.label_smoothing=0.1", "divides 0.1 of the target")]
    [InlineData("training.loss.reward=progress", "the fall of the class loss")]
    [InlineData("training.loss.action_at=every", "the mean over the answers after every glimpse")]
    [InlineData("training.loss.reward_at=every", "Every answer is rewarded")]
    [InlineData("training.schedule.final_sigma_ratio=0.25 model.sigma=0.2", "falls from 0.2 to 0.05")]
    [InlineData("training.rollouts=4", "4 rollouts of every image")]
    [InlineData("training.average=0.999", "a decay of 0.999 at each step")]
    [InlineData("training.loss.leave_one_out=true training.rollouts=4", "with the 3 others of its image")]
    public void Each_option_has_a_sentence_with_its_key(string assignments, string words)
    {
        string note = Assert.Single(TrainingNotes.Of(s_plain.With(assignments.Split(' '))));
        Assert.Contains(words, note);
        string key = assignments.Split('=', ' ')[0];
        Assert.EndsWith($"({(key.StartsWith("task.augmentation.", StringComparison.Ordinal) ? "task.augmentation" : key)}).", note);
    }
}
