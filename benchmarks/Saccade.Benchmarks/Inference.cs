using System.Diagnostics;
using Saccade.Data.Synthetic;
using Saccade.Evaluation;
using Saccade.Experiments.Engines;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Training;

namespace Saccade.Benchmarks;

/// <summary>Evaluating 10,000 images, and the latency of one.</summary>
internal static class Inference
{
    private const int Images = 10_000;
    private const int Looks = 5_000;
    // So long looks are still being compiled.
    private const int WarmUp = 1_000;

    public static void Run()
    {
        Page page = new("inference", "Inference", $"10,000 images: medians of 5 rounds; one image: of {Looks - WarmUp:N0} looks.");
        page.Line($"mnist-28's sensor, 6 glimpses, one rollout, mean policy, on drawn digits; two threads for {Images:N0} images, one for "
            + "one image.");
        page.Line("");
        page.Head("model", "10,000 images, s", "one image, p50, ms", "p99, ms", "TorchSharp: 10,000 images, s", "p50, ms", "p99, ms");
        IImageSource digits = new FrameComposer(DrawnDigits.Create(Images, RandomKey.FromSeed(7)), new(), default);
        ModelOptions relu = new() { Glimpses = 6, Sensor = new() { PatchSide = 8, Scales = 1 } };
        foreach ((string name, ModelOptions model) in ((string, ModelOptions)[])[
            ("ReLU core", relu),
            ("LSTM core", relu with { Core = CoreKind.Lstm }),
            ("by concatenation", relu with { GlimpseForm = GlimpseForm.Concatenated }),
            ("hidden layer before the mean, as in the recipe", relu with { LocationHidden = 128 })])
        {
            page.Row([name, .. Times(model, digits, EngineKind.Cpu), .. Times(model, digits, EngineKind.Torch)]);
        }
        page.Save();
    }

    private static object[] Times(ModelOptions model, IImageSource digits, EngineKind kind)
    {
        using IEngine two = EngineFactory.Create(model, new(), default, 2, kind);
        double all = Statistics.Seconds(() => Evaluator.Evaluate(two, digits, new EvaluationOptions()), roundSeconds: 0.5);
        using IEngine one = EngineFactory.Create(model, new(), default, 1, kind);
        ImageBatch batch = new(1, digits.Size) { Count = 1 };
        double[] milliseconds = new double[Looks];
        for (int look = 0; look < Looks; look++)
        {
            digits.Read(0, look, batch.Image(0));
            RolloutNoise noise = RolloutNoise.Draw(default, look, 1, model.Glimpses, PolicyMode.Mean);
            long start = Stopwatch.GetTimestamp();
            one.Forward(batch, noise);
            milliseconds[look] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        double[] sorted = [.. milliseconds[WarmUp..].Order()];
        return [all, sorted[sorted.Length / 2], sorted[sorted.Length * 99 / 100]];
    }
}
