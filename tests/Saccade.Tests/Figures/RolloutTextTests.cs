using System.Text.RegularExpressions;
using CsCheck;
using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Figures;
using Saccade.Figures.Drawing;

namespace Saccade.Tests.Figures;

public sealed class RolloutTextTests
{
    [Fact]
    public void A_small_rollout_looks_like_this()
    {
        // On 6×6 pixels a white column, a patch of 2×2 at its foot and then in the lower right corner.
        GlimpseTrace trace = Traces.Make(
            width: 6, height: 6, glimpses: 2, side: 2, locations: [-0.3f, 0, 0.7f, 0.7f], classes: 2, label: 1, answer: 1);
        for (int y = 0; y < 6; y++)
        {
            trace.Frames[0][6 * y + 1] = 255;
        }
        (trace.Retinas[0], trace.Retinas[1], trace.Retinas[4]) = (1, 0.4f, 1);
        (trace.Probabilities[0], trace.Probabilities[1]) = (0.75f, 0.25f);
        (trace.Probabilities[2], trace.Probabilities[3]) = (0.09375f, 0.90625f);
        trace.Values[1] = 0.5f;
        string expected = """
            Label 1, answer after 2 glimpses 1 (91%), right. 6×6 pixels.
            ┌────────────┐
            │  ██        │
            │  ██        │
            │  ┌█ ┐      │
            │  └█1┘      │
            │  ██    ┌  ┐│
            │  ██    └ 2┘│
            └────────────┘

               glimpse 1 glimpse 2
               ▀░        ▀
               ──        ──
             0 ███   75% ▍      9%
             1 █     25% ███▋  91%
               0 wrong   1 right
             b 0.00      0.50

            """;
        Assert.Equal(expected, RolloutText.Render(trace));
    }

    [Fact]
    public void Classes_have_their_names_and_long_names_are_cut()
    {
        GlimpseTrace trace = Traces.Make(
            width: 6, height: 6, glimpses: 2, side: 2, locations: [-0.3f, 0, 0.7f, 0.7f], classes: 3, label: 2, answer: 1);
        (trace.Probabilities[0], trace.Probabilities[1]) = (1, 0);
        string[] lines = RolloutText.Render(trace with { ClassNames = ["up", "a long way down"] }).Split('\n');
        Assert.StartsWith("Label 2, answer after 2 glimpses a long way …", lines[0]);
        // The third class has no name.
        Assert.Contains("           2", lines.Select(line => line.Length < 12 ? "" : line[..12]));
        Assert.Contains("          up", lines.Select(line => line.Length < 12 ? "" : line[..12]));
        Assert.Contains("             up wrong           a long way … wrong", lines);
        // A name of two characters changes no column.
        Assert.Contains("glimpse 1 glimpse 2", RolloutText.Render(trace with { ClassNames = ["no", "me", "we"] }));
    }

    [Theory]
    [InlineData(0, 0, ' ')]
    [InlineData(0.03f, 0.03f, ' ')]
    [InlineData(0.1f, 0.1f, '░')]
    [InlineData(0.5f, 0.5f, '▒')]
    [InlineData(0.7f, 0.7f, '▓')]
    [InlineData(1, 1, '█')]
    [InlineData(1, 0, '▀')]
    [InlineData(0.2f, 0.9f, '▄')]
    public void Halves_that_differ_are_half_blocks_and_others_shades(float upper, float lower, char block) =>
        Assert.Equal(block, TextCanvas.Block(upper, lower));

    [Fact]
    public void In_colour_verdicts_and_glimpses_stand_out_and_nothing_moves()
    {
        GlimpseTrace trace = Traces.Lively();
        string colour = RolloutText.Render(trace, colour: new(true));
        Assert.Contains("\e[31mwrong\e[0m", colour);
        Assert.Contains("\e[33m┌\e[0m", colour);
        Assert.Equal(RolloutText.Render(trace), Regex.Replace(colour, @"\e\[\d+m", ""));
    }

    [Fact]
    public void No_rollout_is_wider_than_its_columns_or_leaves_spaces_behind()
    {
        // The smallest, images on both sides of the width that still has two characters a pixel, long rollouts, wide patches.
        (int, int, int, int, int)[] cases = [(1, 1, 1, 1, 1), (39, 1, 3, 2, 8), (40, 3, 3, 2, 8), (200, 2, 64, 1, 1), (60, 1, 9, 2, 64)];
        foreach ((int side, int channels, int glimpses, int scales, int patch) in cases)
        {
            Check(side, channels, glimpses, scales, patch);
        }
        Gen.Select(Gen.Int[1, 200], Gen.Int[1, 4], Gen.Int[1, 64], Gen.Int[1, 2], Gen.Int[1, 64]).Sample(Check, iter: 8);

        static void Check(int side, int channels, int glimpses, int scales, int patch)
        {
            GlimpseTrace trace = Traces.Lively(side, channels, glimpses, scales, patch, classes: 1 + side % 40, label: 0);
            foreach (int width in new[] { 40, 57, 80 })
            {
                string[] lines = RolloutText.Render(trace, width: width).Split('\n');
                Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
                Assert.All(lines, line => Assert.Equal(line.TrimEnd(' '), line));
                string all = string.Concat(lines);
                Assert.All(Enumerable.Range(1, glimpses), t => Assert.Contains($"glimpse {t}", all));
            }
        }
    }

    [Fact]
    public void Broken_traces_are_refused() =>
        Assert.Throws<SaccadeException>(() => RolloutText.Render(Traces.Lively() with { Values = [] }));
}
