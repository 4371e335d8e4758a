using Saccade.Errors;

namespace Saccade.Tests.Errors;

public sealed class SaccadeExceptionTests
{
    private static readonly ErrorData s_error = new(ErrorKind.OutOfRange) { Key = "sigma", Value = 7, Allowed = "0 to 2" };

    [Fact]
    public void Context_is_added_to_a_copy_of_the_same_type_that_keeps_the_cause()
    {
        InvalidOperationException cause = new();
        OptionException inner = new(s_error, cause);
        SaccadeException located = inner.At("a.toml", 3, 1);
        Assert.IsType<OptionException>(located);
        Assert.Equal(s_error with { Path = "a.toml", Line = 3, Column = 1 }, located.Error);
        Assert.Same(inner, located.InnerException);
        Assert.Same(cause, located.GetBaseException());
        Assert.Equal(s_error, inner.Error);
        Assert.IsType<SaccadeException>(new SaccadeException(s_error).With(s_error with { Key = "model.sigma" }));
    }

    [Fact]
    public void The_first_place_stays_because_it_is_the_most_exact()
    {
        OptionException inner = new(s_error with { Path = "base.toml", Line = 1 });
        Assert.Same(inner, inner.At("a.toml"));
    }

    [Fact]
    public void A_divergence_keeps_its_data_whatever_is_added()
    {
        NumericalException first = NumericalException.Gradient(double.PositiveInfinity);
        NumericalException all = first.At(3, "action term").SavedIn("checkpoint");
        Assert.Equal((3, "action term", "checkpoint"), (all.Step, all.Terms, all.Checkpoint));
        Assert.Equal((ErrorKind.NotFinite, "gradient", double.PositiveInfinity), (all.Error.Kind, all.Error.Key, all.Error.Value));
        NumericalException located = Assert.IsType<NumericalException>(all.At("run"));
        Assert.Equal((3, "action term", "checkpoint", "run"), (located.Step, located.Terms, located.Checkpoint, located.Error.Path));
        Assert.Same(first, located.GetBaseException());
        Assert.Equal("action term", NumericalException.Loss(1, "action term").At(3).Terms);
    }

    [Theory]
    [InlineData(28, ErrorKind.Unwritable, "no space is left in ")]
    [InlineData(unchecked((int)0x80070070), ErrorKind.Unwritable, "no space is left in ")]
    [InlineData(1, ErrorKind.Unreadable, "the cable is out")]
    public void Failures_of_files_get_a_reason(int code, ErrorKind kind, string detail)
    {
        IOException cause = new("the cable is out.", code);
        SaccadeException failure = SaccadeException.OfFile(kind, "a", cause);
        Assert.Equal((kind, "a"), (failure.Error.Kind, failure.Error.Path));
        Assert.StartsWith(detail, failure.Error.Detail);
        Assert.Same(cause, failure.InnerException);
    }

    [Fact]
    public void A_file_to_read_that_does_not_exist_is_missing_and_one_to_write_is_not()
    {
        Assert.Equal(ErrorKind.Missing, SaccadeException.OfFile(ErrorKind.Unreadable, "a", new FileNotFoundException()).Error.Kind);
        Assert.Equal(ErrorKind.Missing, SaccadeException.OfFile(ErrorKind.Unreadable, "a", new DirectoryNotFoundException()).Error.Kind);
        Assert.Equal(ErrorKind.Unwritable, SaccadeException.OfFile(ErrorKind.Unwritable, "a", new DirectoryNotFoundException()).Error.Kind);
    }
}
