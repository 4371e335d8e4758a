using Saccade.Errors;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Data;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Training;

/// <summary>The order of things in a training; an engine that computes nothing shows it.</summary>
public sealed class TrainerTests
{
    private static readonly ImageSize s_size = new(1, 2, 2);

    // Five images in batches of two: three steps an epoch, the last with one image.
    private static readonly TrainingOptions s_options = new() { Epochs = 3, BatchSize = 2 };

    [Fact]
    public void Every_epoch_shows_every_image_once_in_its_own_order()
    {
        ScriptedEngine engine = new();
        Make(engine, s_options, images: 50).Train(new Observer());
        int[][] epochs =
        [
            .. engine.Steps.Chunk(25).Select(steps => steps
                .SelectMany(step => step.Pixels.Where((_, i) => i % s_size.Pixels == 0)).Select(pixel => pixel - 1).ToArray()),
        ];
        Assert.Equal(3, epochs.Length);
        Assert.All(epochs, epoch => Assert.Equal(Enumerable.Range(0, 50), epoch.Order()));
        Assert.NotEqual(epochs[0], epochs[1]);
        Assert.NotEqual(epochs[1], epochs[2]);
        Assert.All(
            engine.Steps,
            step => Assert.Equal(step.Pixels.Where((_, i) => i % s_size.Pixels == 0).Select(pixel => pixel - 1), step.Labels));
    }

    [Fact]
    public void Each_step_has_its_own_noise_for_all_rollouts_and_glimpses()
    {
        ScriptedEngine engine = new();
        Make(engine, s_options with { Rollouts = 3 }).Train(new Observer());
        Assert.Equal([6, 6, 3, 6, 6, 3, 6, 6, 3], engine.Steps.Select(step => step.Noise.Rows));
        Assert.All(engine.Steps, step => Assert.Equal(3, step.Noise.Glimpses));
        Assert.All(engine.Steps, step => Assert.DoesNotContain(0, step.Noise.Steps.ToArray()));
        Assert.Equal(9, engine.Steps.Select(step => step.Noise.Starts[0]).Distinct().Count());

        ScriptedEngine same = new(), other = new();
        Make(same, s_options with { Rollouts = 3 }).Train(new Observer());
        Make(other, s_options with { Rollouts = 3 }, seed: 2).Train(new Observer());
        Assert.Equal(engine.Steps.Select(step => step.Noise.Steps.ToArray()), same.Steps.Select(step => step.Noise.Steps.ToArray()));
        Assert.NotEqual(engine.Steps[0].Noise.Steps.ToArray(), other.Steps[0].Noise.Steps.ToArray());
    }

    [Fact]
    public void The_learning_rate_follows_the_schedule_step_by_step()
    {
        ScriptedEngine engine = new();
        ScheduleOptions schedule = new() { Kind = ScheduleKind.Linear, LearningRate = 0.5, FinalRate = 0.1, WarmUpEpochs = 1 };
        Observer observer = new();
        Make(engine, s_options with { Schedule = schedule }).Train(observer);
        Assert.Equal(
            Enumerable.Range(0, 9).Select(step => Schedule.RateAt(schedule, step, 9, 3)), engine.Steps.Select(step => step.LearningRate));
        Assert.Equal([2, 5, 8], observer.Epochs.Select(epoch => engine.Steps.FindIndex(step => step.LearningRate == epoch.LearningRate)));
    }

    [Fact]
    public void The_policy_narrows_step_by_step()
    {
        ScriptedEngine engine = new();
        ScheduleOptions schedule = new() { FinalSigmaRatio = 0.125 };
        Make(engine, s_options with { Schedule = schedule }).Train(new Observer());
        Assert.Equal(
            Enumerable.Range(0, 9).Select(step => Math.Pow(0.5, step / 3.0)), engine.Steps.Select(step => step.Noise.Scale),
            (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(
            [2, 5, 8], engine.Measured.Select(measured => engine.Steps.FindIndex(step => step.Noise.Scale == measured.Noise.Scale)));
    }

    [Fact]
    public void Glimpses_are_random_in_the_first_epochs_if_options_ask_for_it()
    {
        ScriptedEngine engine = new();
        Make(engine, s_options with { RandomEpochs = 2 }).Train(new Observer());
        Assert.Equal(
            Enumerable.Range(0, 9).Select(step => step < 6 ? PolicyMode.Random : PolicyMode.Sample),
            engine.Steps.Select(step => step.Noise.Mode));
        Assert.All(engine.Forwards, noise => Assert.Equal(PolicyMode.Mean, noise.Mode));
        Assert.Equal([PolicyMode.Random, PolicyMode.Random, PolicyMode.Sample], engine.Measured.Select(measured => measured.Noise.Mode));
    }

    [Fact]
    public void Training_drops_features_and_validation_does_not()
    {
        ScriptedEngine engine = new();
        Make(engine, s_options with { Dropout = 0.25 }).Train(new Observer());
        Assert.All(engine.Steps, step => Assert.Equal(0.25, step.Noise.Dropout));
        Assert.All(engine.Forwards, noise => Assert.Equal(0, noise.Dropout));
        Assert.Equal(9, engine.Steps.Select(step => Dropped(step.Noise)).Distinct().Count());
        Assert.Equal(Dropped(engine.Steps[2].Noise), Dropped(engine.Measured[0].Noise));

        static string Dropped(RolloutNoise noise)
        {
            float[] features = [.. Enumerable.Repeat(1f, 64)];
            noise.Drop(1, 0, features);
            return string.Join(' ', features);
        }
    }

    [Fact]
    public void Validation_and_the_model_take_the_average_of_the_weights()
    {
        // In each of three epochs the last weights are validated first; of four images as many are wrong.
        int[] wrong = [3, 1, 2, 2, 0, 4];
        ScriptedEngine engine = new() { Wrong = forward => wrong[forward] };
        List<float> models = [];
        Observer observer = new() { AfterEpoch = trainer => models.Add(trainer.SaveWeights()[0].Values[0]) };
        Make(engine, s_options with { Average = 0.5 }).Train(observer);
        Assert.Equal([25, 50, 100], observer.Epochs.Select(epoch => epoch.ValidationErrorPercent));
        Assert.Equal([75, 50, 0], observer.Epochs.Select(epoch => epoch.LastWeightsErrorPercent!.Value));
        Assert.Equal([true, false, false], observer.Best);
        // After n steps the weights 1 to n count 2^k each.
        double[] averages =
        [
            .. new[] { 3, 6, 9 }.Select(n =>
                Enumerable.Range(1, n).Sum(k => k * Math.Pow(2, k)) / Enumerable.Range(1, n).Sum(k => Math.Pow(2, k))),
        ];
        Assert.Equal(averages, models.Select(model => (double)model), (a, b) => Math.Abs(a - b) < 1e-5);
        // The average is loaded to be validated, then the last weights again.
        Assert.Equal(
            [averages[0], 3, averages[1], 6, averages[2], 9], engine.Loaded.Select(weight => (double)weight),
            (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Theory]
    [InlineData(0.9, 1)]
    [InlineData(0.998, 5)]
    public void Weights_are_averaged_every_hundredth_of_the_memory(double decay, int interval)
    {
        ScriptedEngine engine = new();
        Trainer trainer = Make(engine, s_options with { Epochs = 10, Average = decay });
        List<float> averages = [];
        trainer.Train(new Observer { AfterStep = trainer => averages.Add(trainer.SaveWeights()[0].Values[0]) });
        // Before the first, the average is that of the last weights alone.
        Assert.Equal(30 - interval + 1 - (interval - 1) * (30 / interval - 1), averages.Skip(interval - 1).Distinct().Count());
        Assert.Equal(Enumerable.Range(1, interval).Select(step => (float)step), averages.Take(interval));
    }

    [Fact]
    public void Options_that_would_change_nothing_are_refused()
    {
        LossOptions entropy = new() { EntropyWeight = 0.1 }, leaveOneOut = new() { LeaveOneOut = true };
        Refuses(s_options with { Loss = entropy }, "training.loss.entropy_weight");
        Refuses(s_options with { Loss = leaveOneOut }, "training.loss.leave_one_out");
        Refuses(
            s_options with { Loss = new() { Reward = RewardKind.Progress, RewardAt = LossSteps.Every } }, "training.loss.reward_at");
        Make(new(), s_options with { Loss = leaveOneOut, Rollouts = 2 });
        Refuses(s_options with { Loss = new() { StopWeight = 2 } }, "training.loss.stop_weight");

        static void Refuses(TrainingOptions options, string key) =>
            Assert.Equal(key, Assert.Throws<OptionException>(() => Make(new(), options)).Error.Key);
    }

    [Fact]
    public void Random_epochs_are_refused_where_all_epochs_have_random_glimpses()
    {
        ModelOptions model = new ScriptedEngine().Model;
        OptionException refused = Assert.Throws<OptionException>(
            () => Make(new() { Model = model with { RandomGlimpses = true } }, s_options with { RandomEpochs = 1 }));
        Assert.Equal(("training.random_epochs", "0"), (refused.Error.Key, refused.Error.Allowed));
        Make(new(), s_options with { RandomEpochs = 2 });
    }

    [Fact]
    public void An_upper_core_without_a_gradient_is_refused()
    {
        ModelOptions upper = new ScriptedEngine().Model with { CoreLayers = 2 };
        ModelOptions saliency = upper with
        {
            LocationForm = LocationForm.Saliency,
            Context = new() { Side = 4, Convolution = new() { Filters = [2] } },
        };
        LossOptions location = new() { LocationReachesCore = true }, baseline = new() { BaselineReachesCore = true };
        Refuses(upper, new(), "training.loss.location_reaches_core");
        // A saliency map does not read the core.
        Refuses(saliency, location, "training.loss.baseline_reaches_core");
        Accepts(upper, location);
        Accepts(upper, baseline);
        Accepts(saliency, baseline);
        Accepts(upper with { RandomGlimpses = true }, new());

        static void Accepts(ModelOptions model, LossOptions loss) => Make(new() { Model = model }, s_options with { Loss = loss });

        static void Refuses(ModelOptions model, LossOptions loss, string key)
        {
            OptionException refused = Assert.Throws<OptionException>(() => Accepts(model, loss));
            Assert.Equal((key, "true"), (refused.Error.Key, refused.Error.Allowed));
        }
    }

    [Fact]
    public void Figures_of_an_epoch_are_averages_over_images()
    {
        StepReport[] reports =
        [
            new() { Loss = new(1, 4, -2, 3), Accuracy = 1, Reward = 0.5, LocationVariance = 0.25 },
            new() { Loss = new(2, 9, -4, 7), Accuracy = 0.5, Reward = 0.25, LocationVariance = 1 },
            new() { Loss = new(4, 19, 7, 30), Accuracy = 0, Reward = 0.5, LocationVariance = 2.5 },
        ];
        ScriptedEngine engine = new() { Report = step => reports[step % 3], Wrong = look => look };
        Observer observer = new();
        Make(engine, s_options).Train(observer);
        EpochMetrics metrics = observer.Epochs[1];
        Assert.Equal((2, 6L), (metrics.Epoch, metrics.Step));
        // Two images, two images, one image.
        Assert.Equal(new LossTerms((2 + 4 + 4) / 5.0, (8 + 18 + 19) / 5.0, (-4 - 8 + 7) / 5.0, (6 + 14 + 30) / 5.0), metrics.Loss);
        Assert.Equal(3 / 5.0, metrics.TrainAccuracy, 12);
        Assert.Equal((2 * 0.5 + 2 * 0.25 + 0.5) / 5, metrics.Reward, 12);
        Assert.Equal(3, metrics.BaselineError, 12);
        Assert.Equal(1, metrics.LocationSpread, 12);
        Assert.Equal(25, metrics.ValidationErrorPercent, 12);
        // The engine's only layer is one of the core, and this is the second epoch.
        Assert.Equal(
            engine.Plan.Terms.SelectMany(
                term => engine.Plan.Networks.Select(network => new GradientNorm(network, term, network == "core" ? 2 : 0))),
            metrics.GradientNorms);
    }

    [Fact]
    public void An_epoch_begun_when_the_reward_stood_for_the_accuracy_has_that_of_all_its_images()
    {
        Observer observer = new();
        Trainer trainer = Make(new(), s_options);
        trainer.State = new() { StepInEpoch = 1, Sums = new() { Images = 2, Reward = 2 } };
        trainer.Train(observer);
        // Two images before, then three of which the engine says that half were right.
        Assert.Equal((2 + 1.5) / 5, observer.Epochs[0].TrainAccuracy, 12);
    }

    [Fact]
    public void Gradients_are_measured_on_the_last_batch_with_its_noise()
    {
        ScriptedEngine engine = new();
        Make(engine, s_options).Train(new Observer());
        Assert.Equal(3, engine.Measured.Count);
        foreach ((int epoch, (byte[] pixels, RolloutNoise noise)) in engine.Measured.Index())
        {
            Assert.Equal(engine.Steps[3 * epoch + 2].Pixels, pixels);
            Assert.Equal(engine.Steps[3 * epoch + 2].Noise.Steps.ToArray(), noise.Steps.ToArray());
        }
    }

    [Fact]
    public void The_best_epoch_is_the_first_with_the_lowest_validation_error()
    {
        int[] wrong = [3, 1, 2, 1, 0, 0];
        Trainer trainer = Make(new ScriptedEngine { Wrong = look => wrong[look] }, s_options with { Epochs = 6 });
        Observer observer = new();
        trainer.Train(observer);
        Assert.Equal([true, true, false, false, true, false], observer.Best);
        Assert.Equal([75, 25, 50, 25, 0, 0], observer.Epochs.Select(epoch => epoch.ValidationErrorPercent));
        Assert.Equal((5, 0.0), (trainer.State.BestEpoch, trainer.State.BestErrorPercent));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 6)]
    [InlineData(3, 8)]
    [InlineData(0, 8)]
    public void Patience_ends_a_training_that_gets_no_better(int patience, int epochs)
    {
        int[] wrong = [3, 2, 2, 1, 2, 1, 0, 0];
        Trainer trainer = Make(new ScriptedEngine { Wrong = look => wrong[look] }, s_options with { Epochs = 8, Patience = patience });
        trainer.Train(new Observer());
        Assert.Equal(epochs, trainer.State.Epoch);
        Assert.True(trainer.Finished);
    }

    [Fact]
    public void A_stop_takes_effect_after_every_step()
    {
        for (int steps = 1; steps < 9; steps++)
        {
            ScriptedEngine engine = new();
            Trainer trainer = Make(engine, s_options);
            using Observer observer = new() { StopAfter = steps };
            Assert.Throws<OperationCanceledException>(() => trainer.Train(observer, observer.Stop));
            Assert.Equal(steps, engine.Steps.Count);
            Assert.Equal(steps, trainer.StepsDone);
            // An epoch whose last step is done is closed.
            Assert.Equal(steps / 3, observer.Epochs.Count);
            Assert.Equal((steps / 3, steps % 3), (trainer.State.Epoch, trainer.State.StepInEpoch));
        }
    }

    [Fact]
    public void A_stop_before_the_first_step_or_with_the_last_changes_nothing()
    {
        ScriptedEngine engine = new();
        Trainer trainer = Make(engine, s_options);
        Assert.Throws<OperationCanceledException>(() => trainer.Train(new Observer(), new CancellationToken(canceled: true)));
        Assert.Empty(engine.Steps);
        using Observer last = new() { StopAfter = 9 };
        trainer.Train(last, last.Stop);
        Assert.Equal(3, last.Epochs.Count);
    }

    [Fact]
    public void A_finished_training_does_nothing_more()
    {
        ScriptedEngine engine = new();
        Trainer trainer = Make(engine, s_options);
        trainer.Train(new Observer());
        Observer again = new();
        trainer.Train(again);
        Assert.Empty(again.Steps);
        Assert.Empty(again.Epochs);
        Assert.Equal(9, engine.Steps.Count);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_loss_that_is_not_finite_ends_the_training_with_a_remedy(double loss)
    {
        Trainer trainer = Make(new ScriptedEngine { Report = step => ScriptedEngine.Step(step == 4 ? loss : 1) }, s_options);
        NumericalException fault = Assert.Throws<NumericalException>(() => trainer.Train(new Observer()));
        Assert.Equal((4, "loss", loss), (fault.Step, fault.Error.Key, fault.Error.Value));
        Assert.Contains("training.schedule.learning_rate", fault.Error.Remedy);
        Assert.Equal(4, trainer.StepsDone);
    }

    [Fact]
    public void A_gradient_that_is_not_finite_is_reported_with_step_term_and_network()
    {
        ScriptedEngine engine = new() { Norm = float.PositiveInfinity, Slope = step => step == 2 ? float.NaN : 1 };
        NumericalException fault = Assert.Throws<NumericalException>(() => Make(engine, s_options).Train(new Observer()));
        Assert.Equal((2, "gradient", double.NaN), (fault.Step, fault.Error.Key, fault.Error.Value));
        Assert.Equal(2, engine.Updates.Count);
        Assert.StartsWith("action term in the core network: ", fault.Terms);
    }

    [Fact]
    public void What_fails_at_an_epochs_end_is_reported_with_the_step()
    {
        ScriptedEngine engine = new() { Wrong = _ => throw NumericalException.Mean() };
        NumericalException fault = Assert.Throws<NumericalException>(() => Make(engine, s_options).Train(new Observer()));
        Assert.Equal((2, "location mean"), (fault.Step, fault.Error.Key));
    }

    [Fact]
    public void Only_steps_are_skipped_and_not_what_their_observer_finds()
    {
        ScriptedEngine engine = new();
        Observer observer = new() { AfterStep = _ => throw NumericalException.Weight("w", double.NaN, 1) };
        Trainer trainer = Make(engine, s_options with { SkippableSteps = 5 });
        Assert.ThrowsAny<SaccadeException>(() => trainer.Train(observer));
        Assert.Equal((0, 1L), (trainer.State.SkippedSteps, trainer.StepsDone));
    }

    [Fact]
    public void As_many_steps_as_allowed_are_skipped_and_the_next_ends_the_training()
    {
        ScriptedEngine engine = new() { Report = step => step is 1 or 3 ? ScriptedEngine.Step(double.NaN) : ScriptedEngine.Step(2) };
        Observer observer = new();
        Trainer trainer = Make(engine, s_options with { SkippableSteps = 2 });
        trainer.Train(observer);
        Assert.Equal(2, trainer.State.SkippedSteps);
        Assert.Equal(7, observer.Steps.Count);
        Assert.Equal(
            ["step 1", "step 3"], observer.Skipped.Select(reason => reason[reason.IndexOf("step", StringComparison.Ordinal)..][..6]));
        // The averages are over the steps that were taken.
        Assert.All(observer.Epochs, epoch => Assert.Equal(2, epoch.Loss.Total));

        Trainer impatient = Make(new ScriptedEngine { Report = engine.Report }, s_options with { SkippableSteps = 1 });
        Assert.Equal(3, Assert.Throws<NumericalException>(() => impatient.Train(new Observer())).Step);
        Assert.Equal(3, impatient.StepsDone);
    }

    [Fact]
    public void Where_an_epochs_last_step_was_skipped_the_one_before_it_is_measured()
    {
        // Of three steps the last is none, neither when it is taken nor when it is measured.
        ScriptedEngine engine = new()
        {
            Report = step => step == 2 ? throw NumericalException.Mean() : ScriptedEngine.Step(2),
            CannotMeasure = measurement => measurement is 0 or 1,
        };
        Trainer trainer = Make(engine, s_options with { Epochs = 1, SkippableSteps = 2 });
        Observer observer = new();
        trainer.Train(observer);
        Assert.Equal(1, trainer.State.SkippedSteps);
        Assert.All(Assert.Single(observer.Epochs).GradientNorms, norm => Assert.True(double.IsFinite(norm.Norm)));
        Assert.Equal(engine.Steps[1].Pixels, engine.Measured[^1].Pixels);
        Assert.Equal(engine.Steps[1].Noise.Steps.ToArray(), engine.Measured[^1].Noise.Steps.ToArray());
    }

    [Fact]
    public void A_measurement_that_fails_without_a_skipped_step_ends_the_training()
    {
        ScriptedEngine engine = new() { CannotMeasure = _ => true };
        Assert.Throws<NumericalException>(() => Make(engine, s_options with { SkippableSteps = 2 }).Train(new Observer()));
        Assert.Single(engine.Measured);
    }

    private static Trainer Make(ScriptedEngine engine, TrainingOptions options, int images = 5, long seed = 1) => new(
        engine, new ClassificationTask(Digits.Numbered(images, s_size), Digits.Numbered(4, s_size), classes: 256), options,
        RandomKey.FromSeed(seed));
}
