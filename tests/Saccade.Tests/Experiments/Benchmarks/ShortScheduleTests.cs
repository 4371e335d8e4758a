using Saccade.Experiments.Benchmarks;
using Saccade.Experiments.Config;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Benchmarks;

public sealed class ShortScheduleTests
{
    [Theory]
    [InlineData(80, 100, 9.0, 10)] // 90 of 100 seconds
    [InlineData(80, 100, 9.1, 9)]
    [InlineData(8, 100, 9.5, 8)]
    [InlineData(80, 5, 60, 1)]
    [InlineData(80, -3, 60, 1)]
    [InlineData(80, 5, 0, 80)]
    public void As_many_epochs_as_there_is_time_for_but_one_at_least(int own, double seconds, double perEpoch, int epochs)
    {
        Assert.Equal(epochs, ShortSchedule.Epochs(own, seconds, perEpoch));
    }

    [Fact]
    public void A_shortened_cosine_still_ends_at_its_end_and_warms_up_for_the_same_part()
    {
        Recipe recipe = new Recipe { Name = "r" }.With(
            ["training.epochs=80", "training.random_epochs=10", "training.schedule.warm_up_epochs=8"]);
        Recipe fitted = ShortSchedule.Fit(recipe, 20);
        fitted.Check();
        Assert.Equal((20, 2, 2.0), (fitted.Training.Epochs, fitted.Training.RandomEpochs, fitted.Training.Schedule.WarmUpEpochs));
        Assert.InRange(Schedule.RateAt(fitted.Training.Schedule, 20 * 50 - 1, 20 * 50, 50), 0, 1e-8);
        Assert.Equal(recipe, fitted with { Training = recipe.Training });
        Assert.Same(recipe, ShortSchedule.Fit(recipe, 80));
    }
}
