using Saccade.Sensing;

namespace Saccade.Evaluation;

/// <summary>One rollout of one episode, step by step: frames, locations, glimpses and answers.</summary>
public sealed record GlimpseTrace
{
    /// <summary>Size of the frames.</summary>
    public required ImageSize Size { get; init; }

    /// <summary>The sensor.</summary>
    public required SensorOptions Sensor { get; init; }

    /// <summary>The frames [C, H, W], 0 to 255: one if the episode is still; else one a glimpse and that after the last action.</summary>
    public required IReadOnlyList<byte[]> Frames { get; init; }

    /// <summary>The right class; null where answers are actions or a sequence of labels.</summary>
    public required int? Label { get; init; }

    /// <summary>S, the labels that the rollout answers one after the other, each with as many glimpses.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>The right labels of a sequence in their order, without the end symbol; empty where there is none.</summary>
    public IReadOnlyList<int> Labels { get; init; } = [];

    /// <summary>The names of the classes or actions; their numbers where it is empty.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>The centre of each glimpse [T, 2], (x, y) in [-1, 1], (−1, −1) the top-left corner.</summary>
    public required float[] Locations { get; init; }

    /// <summary>The glimpses [T, K, C, G, G], 0 to 1.</summary>
    public required float[] Retinas { get; init; }

    /// <summary>The probabilities of the classes or actions after each glimpse [T, classes].</summary>
    public required float[] Probabilities { get; init; }

    /// <summary>The value estimate b after each glimpse, the expected reward [T].</summary>
    public required float[] Values { get; init; }

    /// <summary>The action taken after each glimpse [T]; empty where answers are classes.</summary>
    public int[] Actions { get; init; } = [];

    /// <summary>The reward of the episode where answers are actions; null otherwise.</summary>
    public double? Reward { get; init; }

    /// <summary>T, the number of glimpses; of a rollout that a stop network ended, those it took.</summary>
    public int Glimpses => Values.Length;

    /// <summary>The number of classes or actions.</summary>
    public int Classes => Probabilities.Length / Glimpses;

    /// <summary>Whether the episode showed the same frame at every glimpse.</summary>
    public bool IsStill => Frames.Count == 1;

    /// <summary>The labels read: the class answered last, or of a sequence the answers before the end symbol.</summary>
    public IReadOnlyList<int> Answer
    {
        get
        {
            int[] answers = [.. Enumerable.Range(1, Slots).Select(slot => PredictedClass(slot * Glimpses / Slots - 1))];
            return Slots == 1 ? answers : LabelSequence.Read(answers, Classes - 1).ToArray();
        }
    }

    /// <summary>Whether the episode succeeded: the last answer names the right class, the sequence is right, or the reward is 1.</summary>
    public bool Succeeded => Slots > 1 ? Answer.SequenceEqual(Labels)
        : Label is int label ? PredictedClass(Glimpses - 1) == label
        : Reward >= 1;

    /// <summary>The frame [C, H, W] of glimpse <paramref name="step"/> (from 0).</summary>
    public byte[] Frame(int step) => Frames[IsStill ? 0 : step];

    /// <summary>The square of the frame that a patch covers; <paramref name="step"/> and <paramref name="scale"/> count from 0.</summary>
    public PatchBox Box(int step, int scale) => Sensor.Box(scale, Locations[2 * step], Locations[2 * step + 1], Size.Width, Size.Height);

    /// <summary>The label, from 0, that glimpse <paramref name="step"/> (from 0) serves.</summary>
    public int SlotOf(int step) => LabelSequence.SlotAt(step, Slots, Glimpses);

    /// <summary>
    /// The right class of the answer after glimpse <paramref name="step"/> (from 0), which may be the end symbol; null after the end of a
    /// sequence, and where answers are actions.
    /// </summary>
    public int? LabelAt(int step) => Slots == 1 ? Label
        : SlotOf(step) < Labels.Count ? Labels[SlotOf(step)]
        : SlotOf(step) == Labels.Count ? Classes - 1
        : null;

    /// <summary>A trace of one glimpse (from 0) alone.</summary>
    public GlimpseTrace At(int step)
    {
        int retina = Retinas.Length / Glimpses;
        return this with
        {
            Frames = [Frame(step)],
            Label = LabelAt(step),
            Slots = 1,
            Labels = [],
            Locations = Locations[(2 * step)..(2 * step + 2)],
            Retinas = Retinas[(step * retina)..((step + 1) * retina)],
            Probabilities = Probabilities[(step * Classes)..((step + 1) * Classes)],
            Values = [Values[step]],
            Actions = Actions.Length > 0 ? [Actions[step]] : [],
        };
    }

    /// <summary>The most probable class or action after glimpse <paramref name="step"/> (from 0).</summary>
    public int PredictedClass(int step) => TensorPrimitives.IndexOfMax<float>(Probabilities.AsSpan(step * Classes, Classes));
}
