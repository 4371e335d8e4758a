using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Figures;
using SkiaSharp;

namespace Saccade.Tests.Figures;

public sealed class MistakesFigureTests
{
    [Fact]
    public void Examples_fill_rows_of_two_and_the_bytes_repeat()
    {
        GlimpseTrace trace = Traces.Lively();
        using SKBitmap one = Draw(1), two = Draw(2), three = Draw(3);
        Assert.True(two.Width > 1.7 * one.Width && two.Height == one.Height);
        Assert.True(three.Width == two.Width && three.Height > two.Height);
        Assert.Equal(
            MistakesFigure.Render([trace, Traces.Lively(glimpses: 30, channels: 3, scales: 1)]),
            MistakesFigure.Render([trace, Traces.Lively(glimpses: 30, channels: 3, scales: 1)]));

        SKBitmap Draw(int count) => Traces.Decode(MistakesFigure.Render([.. Enumerable.Repeat(trace, count)], new() { Scale = 1 }));
    }

    [Fact]
    public void Too_few_too_many_and_broken_are_refused()
    {
        Assert.Throws<OptionException>(() => MistakesFigure.Render([]));
        Assert.Throws<OptionException>(() => MistakesFigure.Render([.. Enumerable.Repeat(Traces.Lively(), 61)]));
        Assert.Throws<SaccadeException>(() => MistakesFigure.Render([Traces.Lively() with { Locations = [] }]));
    }
}
