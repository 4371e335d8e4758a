using CsCheck;
using Saccade.Images;

namespace Saccade.Tests.Images;

public sealed class LabelsTests
{
    [Fact]
    public void Class_numbers_go_beyond_a_byte()
    {
        Labels labels = new(new[] { 3, 256, 70_000 });
        Assert.Equal((3, true, 70_000), (labels.Count, labels.AreClasses, labels.Highest()));
        Assert.Equal([3, 256, 70_000], [labels[0], labels[1], labels[2]]);
        Assert.Equal([3, 256, 70_000], labels.ToArray());
        Assert.Equal([256], labels.Sequence(1).ToArray());
    }

    [Fact]
    public void Bytes_are_class_numbers()
    {
        Labels labels = new([1, 255, 0]);
        Assert.Equal([1, 255, 0], labels.ToArray());
        Assert.Equal(255, labels.Highest());
    }

    [Fact]
    public void Sequences_may_have_any_length()
    {
        Labels labels = new([[1, 2, 3], [], [400], [5, 6]]);
        Assert.Equal((4, false, 400), (labels.Count, labels.AreClasses, labels.Highest()));
        Assert.Equal([[1, 2, 3], [], [400], [5, 6]], Sequences(labels));
        // A sequence of one is a class number; the others are not.
        Assert.Equal(400, labels[2]);
        Assert.All((int[])[0, 1, 3], i => Assert.Throws<InvalidOperationException>(() => labels[i]));
        Assert.Throws<InvalidOperationException>(() => labels.ToArray());
    }

    [Fact]
    public void A_slice_has_the_labels_of_its_images() =>
        Gen.Int[0, 300].Array[0, 4].Array[1, 8].SelectMany(all => Gen.Int[0, all.Length - 1].SelectMany(
            start => Gen.Int[0, all.Length - start].Select(count => (all, start, count)))).Sample((all, start, count) =>
            {
                Labels slice = new Labels(all).Slice(start, count);
                Assert.Equal(count, slice.Count);
                Assert.Equal(all.Skip(start).Take(count), Sequences(slice));
                int[] classes = [.. all.Select(sequence => sequence.Length)];
                Assert.Equal(classes.Skip(start).Take(count), new Labels(classes).Slice(start, count).ToArray());
            });

    [Fact]
    public void There_may_be_no_labels_at_all()
    {
        Labels none = new(ReadOnlyMemory<int>.Empty);
        Assert.Equal((0, -1), (none.Count, none.Highest()));
        Assert.Throws<ArgumentOutOfRangeException>(() => none[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Labels(new[] { 1, 2 }).Slice(1, 2));
    }

    [Fact]
    public void A_set_of_images_carries_them_and_so_does_its_slice()
    {
        ImageSet set = new(new byte[3 * 2], new Labels(new[] { 300, 1, 999 }), new(1, 1, 2));
        Assert.Equal([1, 999], set.Slice(1, 2).Labels.ToArray());
        Assert.Equal([300, 1], ImageSet.Read(set, 2).Labels.ToArray());
    }

    private static IEnumerable<int[]> Sequences(Labels labels) =>
        Enumerable.Range(0, labels.Count).Select(i => labels.Sequence(i).ToArray());
}
