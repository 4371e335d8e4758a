namespace Saccade.Tasks;

/// <summary>
/// How a model of S labels answers a sequence: in each slot, the next label, and after the last the end symbol unless all slots are taken.
/// </summary>
public static class LabelSequence
{
    /// <summary>The slots in which a sequence is asked for: one for each label and one for the end symbol, up to S.</summary>
    /// <param name="labels">The number of labels.</param>
    /// <param name="slots">S.</param>
    public static int SlotsOf(int labels, int slots) => Math.Min(labels + 1, slots);

    /// <summary>The slot, from 0, that a glimpse serves: each has as many glimpses.</summary>
    /// <param name="step">The glimpse, from 0.</param>
    /// <param name="slots">S.</param>
    /// <param name="glimpses">T, a multiple of S.</param>
    public static int SlotAt(int step, int slots, int glimpses) => step * slots / glimpses;

    /// <summary>The right class of a slot.</summary>
    /// <param name="labels">The labels of the sequence.</param>
    /// <param name="slot">The slot, from 0 to <see cref="SlotsOf"/> − 1.</param>
    /// <param name="end">The class of the end symbol.</param>
    public static int ClassAt(ReadOnlySpan<int> labels, int slot, int end) => slot < labels.Length ? labels[slot] : end;

    /// <summary>The labels that are read from the answers of all slots: those before the first end symbol.</summary>
    /// <param name="answers">The class answered in each slot [S].</param>
    /// <param name="end">The class of the end symbol.</param>
    public static ReadOnlySpan<int> Read(ReadOnlySpan<int> answers, int end) =>
        answers.IndexOf(end) is int length and >= 0 ? answers[..length] : answers;

    /// <summary>The positions at which two sequences differ; where one has ended, every label of the other differs.</summary>
    public static int Differences(ReadOnlySpan<int> one, ReadOnlySpan<int> other)
    {
        int differences = Math.Max(one.Length, other.Length);
        for (int i = 0; i < Math.Min(one.Length, other.Length); i++)
        {
            differences -= one[i] == other[i] ? 1 : 0;
        }
        return differences;
    }
}
