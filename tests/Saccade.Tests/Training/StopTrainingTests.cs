using Saccade.Cpu;
using Saccade.Errors;
using Saccade.Experiments.Config;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Training;

/// <summary>Training with a stop network: refusals, prices, and that it learns when to end.</summary>
public sealed class StopTrainingTests
{
    private static readonly ModelOptions s_model =
        Synthetic.Tiny with { Glimpses = 4, Stop = new() { Units = 8, LowestPrice = 0.01, HighestPrice = 0.5, Price = 0.1 } };

    private static readonly TrainingOptions s_training = new()
    {
        Epochs = 1,
        Loss = new() { ActionAt = LossSteps.Every },
        Optimiser = new() { Kind = OptimiserKind.Adam },
    };

    [Fact]
    public void It_learns_to_end_at_once_where_a_glimpse_is_dear_and_answers_do_not_improve()
    {
        // The answers are those of untrained weights: no glimpse is worth its price.
        using CpuEngine engine = new(s_model, s_training, RandomKey.FromSeed(1), threads: 1);
        ImageBatch batch = Synthetic.TinyBatch(count: 8);
        for (int step = 0; step < 300; step++)
        {
            engine.Backward(batch, Noise(step), new(0, 0, 0, Stop: 1));
            engine.Update(0.02);
        }
        RolloutNoise noise = RolloutNoise.Draw(RandomKey.FromSeed(3), 0, 8, 4, PolicyMode.Mean);
        Assert.All(engine.Forward(batch, s_model.Priced(noise, 0.4)).GlimpsesTaken, taken => Assert.Equal(1, taken));

        RolloutNoise Noise(int step) => RolloutNoise.Draw(RandomKey.FromSeed(2).Fork(step), 0, 8, 4, PolicyMode.Sample)
            .WithPrices(0.01, 0.5, RandomKey.FromSeed(4).Fork(step));
    }

    [Fact]
    public void Validation_is_at_the_price_of_the_model_and_training_at_random_prices()
    {
        ScriptedEngine engine = new() { Model = s_model with { Classes = 4 } };
        new Trainer(engine, new Images(), s_training with { Dropout = 0.2 }, RandomKey.FromSeed(1)).Train();
        Assert.All(engine.Steps, step => Assert.Equal(step.Noise.Rows, step.Noise.Prices.ToArray().Distinct().Count()));
        Assert.All(engine.Forwards, noise => Assert.All(noise.Prices.ToArray(), price => Assert.Equal(0.1f, price)));
    }

    [Fact]
    public void The_best_epoch_has_the_lowest_sum_of_error_and_price_of_its_glimpses()
    {
        // 1 of 8 wrong with 4 glimpses, 2 of 8 with 1: 12.5 + 40 against 25 + 10; then 2 of 8 with 2: 25 + 20.
        int[] glimpses = [4, 1, 2], wrong = [1, 2, 2];
        ScriptedEngine engine = new()
        {
            Model = s_model with { Classes = 4 },
            Wrong = pass => wrong[pass],
            Taken = pass => glimpses[pass],
        };
        Trainer trainer = new(engine, new Images(), s_training with { Epochs = 3 }, RandomKey.FromSeed(1));
        trainer.Train();
        Assert.Equal((2, 25.0, 35.0), (trainer.State.BestEpoch, trainer.State.BestErrorPercent, trainer.State.BestCostPercent));
    }

    [Theory]
    [InlineData("quickstart", "training.loss.action_at", "model.stop.units=8")]
    [InlineData("catch", "model.stop.units", "model.stop.units=8", "training.loss.action_at=every")]
    [InlineData("sequence-100", "model.stop.units", "model.stop.units=8")]
    [InlineData("quickstart", "model.stop.units", "model.stop.units=8", "model.glimpses=1")]
    [InlineData("quickstart", "model.stop.price", "model.stop.units=8", "model.stop.price=0.2")]
    [InlineData("quickstart", "model.stop.lowest_price", "model.stop.units=8", "model.stop.lowest_price=0.2")]
    public void What_cannot_end_early_is_refused(string recipe, string key, params string[] set) => Assert.Equal(
        key, Assert.Throws<OptionException>(() => RecipeFile.Read(Repository.Path($"recipes/{recipe}.toml")).With(set)).Error.Key);

    /// <summary>Eight images of noise for training and validation.</summary>
    private sealed class Images : ITask, IEpisodeSource
    {
        private readonly ImageBatch _batch = Synthetic.TinyBatch(count: 8);

        public ImageSize Size => Synthetic.TinySize;

        public IReadOnlyList<string> ClassNames { get; } = ["0", "1", "2", "3"];

        public int Count => 8;

        public int StepsPerEpoch => 1;

        public Labels? Labels => null;

        public IEpisodes Load(int epoch, int step) => _batch;

        public IEpisodeSource Training(int batchSize, RandomKey key) => this;

        public IEpisodeSource Validation() => this;

        public IEpisodeSource Test(long seed = 0) => this;
    }
}
