using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Experiments.Reports;
using Saccade.Figures;
using Saccade.Figures.Drawing;
using Saccade.Figures.Html;
using Saccade.Images;
using Saccade.Tasks;

namespace Saccade.Tests.Evaluation;

/// <summary>Sequences of labels, counted by hand: three slots of two glimpses, classes 0 and 1, and the end symbol 2.</summary>
public sealed class SequenceEvaluationTests
{
    private const int Slots = 3, Glimpses = 6, End = 2;

    private static readonly int[][] s_labels = [[0, 1], [1], [], [0, 0, 1]];

    /// <summary>What is answered in each slot: right; a label too many; right and, after the end, anything; two labels wrong.</summary>
    private static readonly int[][] s_answers = [[0, 1, End], [1, 0, End], [End, 1, 0], [1, 0, 0]];

    [Fact]
    public void Whole_sequences_and_single_labels_are_counted_up_to_the_end()
    {
        EvaluationResult result = Evaluator.Evaluate(Agent(), Images(s_labels), new());
        // The second and the fourth are wrong; of 2 + 2 + 0 + 3 positions one and two.
        Assert.Equal(50, result.ErrorPercent);
        Assert.Equal(100.0 * 3 / 7, result.LabelErrorPercent!.Value, 1e-9);
        // Asked are 4 first, 3 second and 2 third answers; nothing is asked of the third image after its end.
        Assert.Equal([0, 0.75, 0, 2.0 / 3, 0, 0.5], result.AccuracyByGlimpse);
        Assert.Equal([[2, 1, 0], [1, 2, 0], [1, 0, 2]], result.Confusion);
        Assert.Null(Evaluator.Evaluate(new ScriptedAgent(2, 1, (_, _, _, _) => [1, 0]), Images([0], [1]), new()).LabelErrorPercent);
    }

    [Fact]
    public void Rollouts_are_averaged_slot_by_slot_before_the_sequence_is_read()
    {
        int look = 0;
        // The first alone reads (0); averaged, the second answer is (0.3, 0.45, 0.25) and the sequence (0, 1).
        float[][][] rollouts = [[[1, 0, 0], [0.2f, 0.3f, 0.5f], [0, 0, 1]], [[0.6f, 0.4f, 0], [0.4f, 0.6f, 0], [0, 0, 1]]];
        ScriptedAgent agent = new(3, 3, (_, _, _, t) => rollouts[look++ / 3][t], Slots);
        EvaluationResult result = Evaluator.Evaluate(agent, Images([0, 1]), new() { Rollouts = 2 });
        Assert.Equal((100, 0), (result.ErrorPercent, result.AveragedErrorPercent));
    }

    [Fact]
    public void Traces_say_which_label_a_glimpse_serves_and_figures_draw_them_with_the_names()
    {
        string[] names = ["nil", "one", "stop"];
        GlimpseTrace[] traces = [.. GlimpseTracer.Trace(Agent(), Images(s_labels), 4, new()).Select(t => t with { ClassNames = names })];
        Assert.Equal([true, false, true, false], traces.Select(trace => trace.Succeeded));
        Assert.Equal([[0, 1], [1, 0], [], [1, 0, 0]], traces.Select(trace => trace.Answer));
        Assert.Equal([0, 0, 1, 1, 2, 2], Enumerable.Range(0, Glimpses).Select(traces[0].SlotOf));
        Assert.Equal(new int?[] { 0, 0, 1, 1, End, End }, Enumerable.Range(0, Glimpses).Select(traces[0].LabelAt));
        Assert.Equal(new int?[] { End, End, null, null, null, null }, Enumerable.Range(0, Glimpses).Select(traces[2].LabelAt));
        Assert.Equal(1, traces[1].At(1).Label);

        string text = RolloutText.Render(traces[1]);
        Assert.StartsWith("Label one, answer after 6 glimpses one nil, wrong.", text);
        Assert.Contains("label 2", text);
        Assert.Contains("(ended)", RolloutText.Render(traces[2]));
        string page = RolloutPlayer.Render(traces, "id");
        Assert.Contains("label 2 of 3", page);
        Assert.Contains("one nil, is one", page);
        FigureOptions options = new() { Scale = 1 };
        byte[][] drawn =
        [
            RolloutFigure.Render(traces[0], options), RetinaFigure.Render(traces[2], options), RolloutAnimation.Render(traces[1], options),
            GalleryFigure.Render(traces, null, options), MistakesFigure.Render([traces[1], traces[3]], options),
        ];
        Assert.All(drawn, Assert.NotEmpty);
    }

    [Fact]
    public void An_inspection_shows_the_mistakes_of_whole_sequences()
    {
        ClassificationTask task = new(new(1, 2, 2), ["nil", "one", "stop"], training: null, () => Images(s_labels));
        Inspection inspection = Inspection.Run(Agent(), task, Split.Test, "reader", rollouts: 4);
        Assert.Equal([[1], [0, 0, 1]], inspection.Mistakes.Select(mistake => mistake.Labels));
        Assert.Equal(4 * Glimpses, inspection.Gaze!.Counts(null, null).Sum());
        Assert.Equal(2 * Glimpses, inspection.ByGlimpses!.Accuracy.Count);
        Assert.Equal("one", inspection.Rollouts[0].ClassNames[1]);
    }

    [Fact]
    public void Sequences_that_the_model_cannot_answer_are_refused()
    {
        Assert.Equal(("model.labels", 3, "4 or more"), Refused(Agent(), [0, 1, 0, 1]));
        Assert.Equal(("the label of image 0", 2, "0 to 1"), Refused(Agent(), [0, 2]));
        Assert.Equal(("model.labels", 1, "2 or more"), Refused(new ScriptedAgent(3, 1, (_, _, _, _) => [1, 0, 0]), [0, 1]));
        OptionException glimpses = Assert.Throws<OptionException>(
            () => Evaluator.Evaluate(Agent(), Images(s_labels), new() { Glimpses = 5 }));
        Assert.Equal(("model.glimpses", 5, "a multiple of 3"), (glimpses.Error.Key, glimpses.Error.Value, glimpses.Error.Allowed));

        static (string?, object?, string?) Refused(IAgent agent, int[] sequence)
        {
            ErrorData error = Assert.Throws<SaccadeException>(() => Evaluator.Evaluate(agent, Images(sequence), new())).Error;
            return (error.Key, error.Value, error.Allowed);
        }
    }

    /// <summary>Answers class 1 less than it should at the first glimpse of each label, and what the script says at the second.</summary>
    private static ScriptedAgent Agent() => new(3, Glimpses, (image, _, _, t) =>
    {
        int[] answers = s_answers[image[0] - 1];
        int each = answers.Length * t / Glimpses;
        int answer = t % 2 == 1 ? answers[Math.Min(each, 2)] : -1;
        int wrong = (s_labels[image[0] - 1].Append(End).ElementAtOrDefault(each) + 1) % 3;
        return [.. Enumerable.Range(0, 3).Select(c => c == (answer >= 0 ? answer : wrong) ? 0.9f : 0.05f)];
    }, Slots);

    private static ImageSet Images(params int[][] sequences) => new(
        Enumerable.Range(0, sequences.Length * 4).Select(i => (byte)(i / 4 + 1)).ToArray(), new Labels(sequences), new(1, 2, 2));
}
