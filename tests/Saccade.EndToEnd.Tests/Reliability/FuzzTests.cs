using Saccade.Errors;
using Saccade.Reliability.Fuzzing;
using Saccade.Reliability.Programs;

namespace Saccade.EndToEnd.Tests.Reliability;

/// <summary>A slice of the long trial, <c>fuzz</c> of tests/Saccade.Reliability, with all inputs that ever found a fault.</summary>
public sealed class FuzzTests
{
    [Fact]
    public void Damaged_inputs_are_taken_or_refused_in_one_line_that_names_the_file()
    {
        using ScratchFolder folder = new();
        FuzzReport report = FuzzHarness.Run(FuzzTargets.Make(folder), count: 2500, seed: 1, TimeSpan.FromMinutes(2));
        Assert.Empty(report.Faults);
        Assert.All(report.Readers, reader => Assert.InRange(reader.Value.Inputs, 30, int.MaxValue));
        // Had no input been sound, nothing behind the first check would have been reached; had all been, none would have been damaged.
        Assert.All(report.Readers.Where(reader => reader.Key != "events"), reader =>
            Assert.InRange(reader.Value.Refused, 1, reader.Value.Inputs - 1));
    }

    [Fact]
    public void A_reader_that_fails_otherwise_is_found()
    {
        FuzzTarget[] broken =
        [
            new("throws", [[1]], [], _ => throw new IndexOutOfRangeException("that far"), "", _ => 1 << 20),
            new("grows", [[1]], [], _ => GC.KeepAlive(new byte[2 << 20]), "", _ => 1 << 20),
            new(
                "hides", [[1]], [], _ => throw new SaccadeException(new(ErrorKind.Other, Detail: "something is wrong")),
                "the file", _ => 1 << 20),
        ];
        Assert.Collection(
            FuzzHarness.Run(broken, 0, 0, TimeSpan.FromMinutes(1)).Faults,
            fault => Assert.StartsWith("throws threw IndexOutOfRangeException: that far", fault),
            fault => Assert.StartsWith("grows took 2,", fault),
            fault => Assert.StartsWith("hides does not name the file: something is wrong", fault));
    }
}
