using Saccade.Evaluation;
using Saccade.Experiments.Runs;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;

namespace Saccade.Tests.Tasks;

public sealed class CatchTaskTests
{
    private static readonly RandomKey s_key = RandomKey.FromSeed(7);
    private static readonly CatchOptions s_rules = new() { Side = 6, TrainingEpisodes = 70, ValidationEpisodes = 40 };
    private static readonly ModelOptions s_model = new() { Classes = 3, Glimpses = 5 };

    [Fact]
    public void It_states_its_screen_actions_and_steps()
    {
        CatchTask task = new(s_rules);
        Assert.Equal(new(1, 6, 6), task.Size);
        Assert.Equal(["left", "stay", "right"], task.ClassNames);
        Assert.Equal((AnswerKind.Action, 5), (task.Answers, task.Steps));
        Assert.Equal("balls missed", task.Measure.Error);
        Assert.Equal(10_000, task.Test().Count);
    }

    [Fact]
    public void Training_episodes_are_fresh_in_every_batch_and_depend_on_the_key_alone()
    {
        IEpisodeSource training = new CatchTask(s_rules).Training(16, s_key);
        // 70 episodes are four batches and a remainder that is left out.
        Assert.Equal((64, 4), (training.Count, training.StepsPerEpoch));
        Assert.Null(training.Labels);
        HashSet<string> batches = [];
        for (int epoch = 0; epoch < 3; epoch++)
        {
            for (int step = 0; step < 4; step++)
            {
                batches.Add(Screens(training.Load(epoch, step)));
            }
        }
        Assert.Equal(12, batches.Count);
        Assert.Equal(Screens(training.Load(2, 1)), Screens(new CatchTask(s_rules).Training(16, s_key).Load(2, 1)));
        Assert.NotEqual(Screens(training.Load(2, 1)), Screens(new CatchTask(s_rules).Training(16, s_key.Fork(1)).Load(2, 1)));
        Assert.Equal(
            (100, 1), (new CatchTask(s_rules).Training(100, s_key).Count, new CatchTask(s_rules).Training(100, s_key).StepsPerEpoch));
    }

    [Fact]
    public void Validation_episodes_are_drawn_anew_for_each_draw_and_a_test_depends_on_its_seed()
    {
        CatchTask task = new(s_rules, testEpisodes: 1_200);
        Assert.Equal((40, 1), (task.Validation().Count, task.Validation().StepsPerEpoch));
        Assert.Equal(Screens(task.Validation().Load(9, 0)), Screens(task.Validation().Load(9, 0)));
        Assert.NotEqual(Screens(task.Validation().Load(0, 0)), Screens(task.Validation().Load(9, 0)));
        Assert.Equal((1_200, 3, 200), (task.Test().Count, task.Test().StepsPerEpoch, task.Test().Load(0, 2).Count));
        Assert.Equal(Screens(task.Test(3).Load(0, 1)), Screens(task.Test(3).Load(0, 1)));
        Assert.NotEqual(Screens(task.Test(3).Load(0, 1)), Screens(task.Test(4).Load(0, 1)));
        Assert.NotEqual(Screens(task.Test().Load(0, 0)), Screens(task.Test().Load(0, 1)));
        Assert.Equal(Screens(task.Validation().Load(0, 0)), Screens(((ITask)task).Episodes(Split.Validation, seed: 5).Load(0, 0)));
    }

    [Fact]
    public void An_evaluation_counts_the_balls_that_were_missed()
    {
        CatchTask task = new(s_rules, testEpisodes: 600);
        EvaluationResult all = Evaluator.Evaluate(new Seer(catches: _ => true), task.Test(), new());
        Assert.Equal((600, 0, 0), (all.Images, all.ErrorPercent, all.AveragedErrorPercent));
        EvaluationResult some = Evaluator.Evaluate(new Seer(catches: episode => episode % 4 != 0), task.Test(), new());
        Assert.Equal(25, some.ErrorPercent);
        (double low, double high) = Interval.Wilson95(150, 600);
        Assert.Equal((100 * low, 100 * high), (some.ErrorPercentLow, some.ErrorPercentHigh));
        Assert.Empty(some.AccuracyByGlimpse);
        Assert.Empty(some.Confusion);
    }

    [Fact]
    public void A_random_agent_catches_by_chance_on_the_papers_screen_and_an_evaluation_reports_its_level()
    {
        CatchTask task = new(new());
        TaskTest test = TaskTest.Run(new Seer(catches: _ => true, glimpses: 23), task, Split.Test, new());
        Assert.Equal(0, test.Result.ErrorPercent);
        Assert.Equal((10_000, 10_000), (test.Result.Images, test.Chance!.Images));
        Assert.InRange(test.Chance.ErrorPercent, 90, 94); // two of 24 columns are 8.3%
        Assert.Equal(
            test.Chance.ErrorPercent,
            TaskTest.Run(new Seer(catches: _ => false, glimpses: 23), task, Split.Test, new()).Chance!.ErrorPercent);
    }

    private static string Screens(IEpisodes episodes)
    {
        byte[] screens = new byte[episodes.Count * episodes.Size.Pixels];
        for (int i = 0; i < episodes.Count; i++)
        {
            episodes.Render(i, screens.AsSpan(i * episodes.Size.Pixels, episodes.Size.Pixels));
        }
        return Convert.ToBase64String(screens);
    }

    /// <summary>An agent that knows where each ball lands: it goes there, or away from there.</summary>
    private sealed class Seer(Func<int, bool> catches, int glimpses = 5) : IAgent
    {
        private int _episodes;

        public ModelOptions Model { get; } = s_model with { Glimpses = glimpses };

        public RolloutBatch Forward(IEpisodes episodes, RolloutNoise noise)
        {
            CatchEpisodes catching = Assert.IsType<CatchEpisodes>(episodes);
            int count = episodes.Count, last = catching.Options.Side - 1;
            int[] lands = new int[count];
            for (int pass = 0; pass < 2; pass++)
            {
                episodes.Restart();
                for (int t = 0; t < noise.Glimpses; t++)
                {
                    for (int i = 0; i < count; i++)
                    {
                        episodes.Step(i, default, pass == 0 ? (int)CatchAction.Stay : Choose(i));
                    }
                }
                for (int i = 0; pass == 0 && i < count; i++)
                {
                    lands[i] = catching.BallColumn(i);
                }
            }
            _episodes += count;
            return new()
            {
                Locations = new float[2 * count * noise.Glimpses],
                Probabilities = new float[3 * count * noise.Glimpses],
                Values = new float[count * noise.Glimpses],
            };

            int Choose(int i)
            {
                int target = catches(_episodes + i) ? lands[i] : lands[i] > last / 2 ? 0 : last;
                return (target - catching.PaddleColumn(i)) switch
                {
                    < 0 => (int)CatchAction.Left,
                    > 1 => (int)CatchAction.Right,
                    _ => (int)CatchAction.Stay,
                };
            }
        }
    }
}
