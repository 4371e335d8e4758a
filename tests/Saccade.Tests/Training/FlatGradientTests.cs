using Saccade.Training;

namespace Saccade.Tests.Training;

public sealed class FlatGradientTests
{
    private readonly float[] _values = [3, 4, 0, 0, 12];
    private readonly GradientSegment _input = new("core.input", 0, 2), _scores = new("action.scores", 4, 1);

    [Fact]
    public void Norms_are_by_network_and_of_all()
    {
        FlatGradient gradient = new(_values, [_input, _scores]);
        Assert.Equal((5, 12, 13, 0), (gradient.Norm("core"), gradient.Norm("action"), gradient.Norm(), gradient.Norm("baseline")));
        Assert.Equal([3, 4], gradient[_input].ToArray());
        Assert.Equal(("core", "action"), (_input.Network, _scores.Network));
    }

    [Fact]
    public void Norms_follow_the_vector()
    {
        FlatGradient gradient = new(_values, [_input, _scores]);
        Assert.Equal(13, gradient.Norm());
        _values[4] = 0;
        Assert.Equal(5, gradient.Norm());
    }

    [Fact]
    public void Squares_that_an_engine_computed_are_those_of_the_norms()
    {
        FlatGradient gradient = new(_values, [_input, _scores]);
        gradient.SetSquares([4, 5]);
        Assert.Equal((2, 3), (gradient.Norm("core"), gradient.Norm()));
        // A caller that writes to the vector never gets an old norm.
        _ = gradient.Values;
        Assert.Equal(13, gradient.Norm());
    }

    [Fact]
    public void A_sum_replaces_the_values_and_their_norms()
    {
        FlatGradient gradient = new(_values, [_input, _scores]);
        Assert.Equal(13, gradient.Norm());
        gradient.Sum(new Negated());
        Assert.Equal([-3, -4, 0, 0, -12], _values);
        gradient.Sum(new Zero());
        Assert.Equal(0, gradient.Norm());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_value_that_is_not_finite_makes_the_norm_not_finite(float value)
    {
        FlatGradient gradient = new(_values, [_input, _scores]);
        _values[1] = value;
        Assert.False(double.IsFinite(gradient.Norm()));
        Assert.Equal(12, gradient.Norm("action"));
    }

    private sealed class Negated : IGradientSum
    {
        public void Sum(Span<float> gradient)
        {
            foreach (ref float value in gradient)
            {
                value = -value;
            }
        }
    }

    private sealed class Zero : IGradientSum
    {
        public void Sum(Span<float> gradient) => gradient.Clear();
    }
}
