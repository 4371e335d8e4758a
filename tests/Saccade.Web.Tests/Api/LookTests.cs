using System.Text.Json;
using Saccade.Evaluation;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Training;
using TorchSharp;

namespace Saccade.Web.Tests.Api;

public sealed class LookTests(LiveServer server)
{
    [Theory]
    [InlineData("untrained", "mean", PolicyMode.Mean)]
    [InlineData("untrained", "sample", PolicyMode.Sample)]
    [InlineData("untrained", "random", PolicyMode.Random)]
    [InlineData("reader", "mean", PolicyMode.Mean)]
    public async Task An_answer_is_the_tracers(string model, string policy, PolicyMode mode)
    {
        byte[] pixels = [.. TestImages.Digit(3).Take(28 * 20)];

        JsonElement answer = await server.Look(
            new { model, width = 28, height = 20, pixels = Convert.ToBase64String(pixels), glimpses = 5, policy, seed = 9 });

        using IEngine agent = server.Open(model).CreateEngine(1);
        GlimpseTrace trace =
            GlimpseTracer.Trace(agent, TestImages.Batch(pixels, 28, 20), RolloutNoise.Draw(RandomKey.FromSeed(9), 0, 1, 5, mode))[0];
        Assert.Equal((model, 28, 20),
            (answer.GetProperty("model").GetString(), answer.GetProperty("width").GetInt32(), answer.GetProperty("height").GetInt32()));
        AssertSame(trace, answer);
    }

    [Fact]
    public async Task What_is_not_given_is_the_models_own()
    {
        JsonElement answer = await server.Look(
            new { width = TestImages.DigitSide, height = TestImages.DigitSide, pixels = TestImages.Digit(0).Select(p => (int)p) });

        Assert.Equal("reader", answer.GetProperty("model").GetString());
        Assert.Equal(4, answer.GetProperty("locations").GetArrayLength());
        Assert.Equal([0f, 0f], Floats(answer.GetProperty("locations")[0]));
    }

    [Fact]
    public async Task The_first_location_can_be_chosen()
    {
        JsonElement answer =
            await server.Look(new
            {
                model = "untrained",
                width = 60,
                height = 60,
                pixels = Convert.ToBase64String(new byte[3600]),
                first = new[] { 0.5, -0.25 }
            });

        Assert.Equal([0.5f, -0.25f], Floats(answer.GetProperty("locations")[0]));
        // (0.5 + 1)/2·60 = 45 and 22.5: a patch of 12 pixels begins at 39 and, the half upwards, at 17.
        Assert.Equal("""{"left":39,"top":17,"side":12}""", answer.GetProperty("boxes")[0][0].GetRawText());
    }

    [Fact]
    public async Task A_trained_model_names_most_digits_rightly()
    {
        int right = 0;
        for (int i = 0; i < 50; i++)
        {
            JsonElement answer = await server.Look(new
            {
                model = "reader",
                width = TestImages.DigitSide,
                height = TestImages.DigitSide,
                pixels = Convert.ToBase64String(TestImages.Digit(i))
            });
            right += answer.GetProperty("named").EnumerateArray().Last().GetInt32() == TestImages.Label(i) ? 1 : 0;
        }
        Assert.True(right >= 40, $"{right} of 50 were right.");
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(512, 512, 64)]
    public async Task The_limits_themselves_are_allowed(int width, int height, int glimpses)
    {
        JsonElement answer = await server.Look(
            new { model = "untrained", width, height, pixels = Convert.ToBase64String(new byte[width * height]), glimpses });

        Assert.Equal(glimpses, answer.GetProperty("named").GetArrayLength());
    }

    [Fact]
    public async Task Of_200_requests_at_once_none_is_answered_wrongly_and_no_tensor_stays_behind()
    {
        using IEngine agent = server.Open("untrained").CreateEngine(1);
        GlimpseTrace[] expected = [.. Enumerable.Range(0, 200).Select(i =>
            GlimpseTracer.Trace(agent, TestImages.Batch(TestImages.Digit(i), 28, 28),
                RolloutNoise.Draw(RandomKey.FromSeed(i), 0, 1, 6, PolicyMode.Sample))[0])];
        long tensors = torch.Tensor.TotalCount;

        JsonElement[] answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => server.Look(
            new
            {
                model = "untrained",
                width = 28,
                height = 28,
                pixels = Convert.ToBase64String(TestImages.Digit(i)),
                policy = "sample",
                seed = i
            })));

        Assert.All(expected.Zip(answers), pair => AssertSame(pair.First, pair.Second));
        Assert.Equal(tensors, torch.Tensor.TotalCount);
    }

    private static void AssertSame(GlimpseTrace trace, JsonElement answer)
    {
        Assert.Equal(trace.Locations, Floats(answer.GetProperty("locations")));
        Assert.Equal(trace.Retinas, Floats(answer.GetProperty("retinas")));
        Assert.Equal(trace.Probabilities, Floats(answer.GetProperty("probabilities")));
        Assert.Equal(trace.Values, Floats(answer.GetProperty("baselines")));
        Assert.Equal(Enumerable.Range(0, trace.Glimpses).Select(trace.PredictedClass), answer.GetProperty("named").EnumerateArray()
            .Select(n => n.GetInt32()));
        Assert.Equal(trace.Glimpses, answer.GetProperty("boxes").GetArrayLength());
        Assert.All(answer.GetProperty("boxes").EnumerateArray(), boxes => Assert.Equal(
            Enumerable.Range(0, trace.Sensor.Scales).Select(trace.Sensor.PatchExtent), boxes.EnumerateArray()
                .Select(box => box.GetProperty("side").GetInt32())));
    }

    /// <summary>All numbers of an array of arrays.</summary>
    private static IEnumerable<float> Floats(JsonElement element) => element.ValueKind == JsonValueKind.Array
        ? element.EnumerateArray().SelectMany(Floats)
        : [element.GetSingle()];
}
