using System.Text;
using Saccade.Errors;
using Saccade.Experiments.Import.Formats;

namespace Saccade.Tests.Experiments.Import.Formats;

/// <summary>A pickle is data: what it names is never looked up, whatever it names.</summary>
public sealed class PickleReaderTests
{
    [Theory]
    [InlineData("cposix\nsystem\n(S'touch /tmp/x'\ntR.", "posix.system")]
    [InlineData("c__builtin__\neval\n(S'1'\ntR.", "__builtin__.eval")]
    [InlineData("cbuiltins\ngetattr\n(ctorch\nFloatStorage\nS'x'\ntR.", "builtins.getattr")]
    [InlineData("ctorch.hub\nload\n(S'x'\ntR.", "torch.hub.load")]
    [InlineData("ccollections\nOrderedDict\n(S'x'\ntR.", "collections.OrderedDict")] // with arguments
    public void What_is_not_on_the_list_is_refused(string pickle, string name)
    {
        SaccadeException error = Assert.Throws<SaccadeException>(() => Read(pickle));
        Assert.Equal(ErrorKind.Unsupported, error.Error.Kind);
        Assert.Contains(name, error.Error.Detail);
    }

    [Fact]
    public void Numbers_texts_and_containers_of_every_protocol_are_read()
    {
        Assert.Equal(
            [1L, -2L, 300L, "a", null, true, 1.5],
            Assert.IsType<object?[]>(Read("(K\u0001J\u00FE\u00FF\u00FF\u00FFM\u002C\u0001X\u0001\0\0\0aN\u0088F1.5\nt.")));
        PickleDictionary dictionary = Assert.IsType<PickleDictionary>(Read("(dS'a'\nI5\nsS'a'\nI6\ns."));
        Assert.Equal([6L, null], [dictionary["a"], dictionary["b"]]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("K")]
    [InlineData("t.")]
    [InlineData("(0.")]
    [InlineData("g5\n.")]
    [InlineData("X\u00FF\u00FF\u00FF\u007Fa.")]
    [InlineData("I12x\n.")]
    [InlineData("(K\u0001K\u0002\u0087.")] // three of two
    [InlineData("\u0001.")]
    public void Damage_is_refused(string pickle) =>
        Assert.Equal(ErrorKind.Damaged, Assert.Throws<SaccadeException>(() => Read(pickle)).Error.Kind);

    [Fact]
    public void Circles_and_boxes_in_boxes_end()
    {
        // A dictionary that holds itself, and one that holds another twice, thirty times over.
        Assert.Empty(PyTorchPickle.TensorsOf(Read("}q\0X\u0001\0\0\0ah\0s.")));
        StringBuilder nested = new("}");
        for (int i = 0; i < 30; i++)
        {
            nested.Append($"p{i}\n}}X\u0001\0\0\0ag{i}\nsX\u0001\0\0\0bg{i}\ns");
        }
        Assert.Empty(PyTorchPickle.TensorsOf(Read(nested.Append('.').ToString())));
    }

    [Fact]
    public void A_pickle_has_up_to_262144_instructions()
    {
        Read(new string('}', 1 << 18) + ".");
        Assert.Contains("262144 instructions", Assert.Throws<SaccadeException>(() => Read(new string('}', (1 << 18) + 1) + ".")).Message);
    }

    [Fact]
    public void The_names_of_tensors_are_short()
    {
        Assert.Single(PyTorchPickle.TensorsOf(Read(Named(255))));
        Assert.Contains("too long", Assert.Throws<SaccadeException>(() => PyTorchPickle.TensorsOf(Read(Named(256)))).Message);

        static string Named(int length) => $"}}S'{new string('n', length)}'\nctorch._utils\n_rebuild_tensor_v2\n"
            + "((S'storage'\nctorch\nFloatStorage\nS'0'\nS'cpu'\nK\u0001tQK\0(t(ttRs.";
    }

    [Fact]
    public void A_tensor_has_up_to_64_dimensions()
    {
        Assert.Equal(64, Shape(64).Length);
        Assert.Contains("64 dimensions", Assert.Throws<SaccadeException>(() => Shape(65)).Message);

        static int[] Shape(int dimensions)
        {
            object?[] ones = [.. Enumerable.Repeat<object?>(1L, dimensions)];
            return new PyTorchTensor(new("0", "FloatStorage", 1), 0, ones, ones).Shape();
        }
    }

    private static object? Read(string pickle) => PyTorchPickle.Reader(new(Encoding.Latin1.GetBytes(pickle)), []).Read(0);
}
