using System.Text.Json;
using Saccade.Experiments.Config;
using Saccade.Experiments.Runs;
using Saccade.Training;
using SkiaSharp;

namespace Saccade.EndToEnd.Tests;

/// <summary>The commands on a small folder of pictures in colour, drawn by code.</summary>
public sealed class OwnPicturesTests : IDisposable
{
    private static readonly string[] s_small =
        ["--threads", "1", .. Options.Set("training.epochs=2", "training.batch_size=4", "task.short_side=16")];

    private static readonly string[] s_nets =
        Options.Set("model.hidden=8", "model.glimpse_hidden=8", "model.glimpse_features=8", "model.location_hidden=8");

    private readonly TemporaryFolder _folder = new();

    public OwnPicturesTests()
    {
        foreach (string split in (string[])["train", "val", "test"])
        {
            Draw($"photos/{split}", split == "train" ? 8 : 4);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_becomes_a_model_that_every_command_knows()
    {
        Assert.Contains("2 classes, colour", (await Run(["train", "--images", "photos", "--run", "run", .. s_small, .. s_nets])).Output);

        Assert.Equal(8, Json(await Run("eval", "run", "--json", "--threads", "1")).GetProperty("images").GetInt32());
        Png.AssertIsOne(_folder[(await Run("look", "run", "--images", "2", "--out", "looked")).Output.Split('\n')[1].Trim()]);
        await Run("report", "run", "--images", "2", "--threads", "1");
        Assert.Contains("sky blue", File.ReadAllText(_folder["run/report.html"]));
        await Run("figures", "run", "--threads", "1");
        Assert.True(File.Exists(_folder["run/pictures/figures/confusion.png"]));

        Finished predicted = await Run("predict", "run", "photos/test", "--top", "2", "--path", "--threads", "1", "--format", "jsonl");
        JsonElement[] rows = [.. predicted.Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal((8, 3), (rows.Length, rows[0].GetProperty("glimpses").GetArrayLength()));
        await Run("trace", "run", "--images", "photos/test/red/1.png", "--out", "one.json", "--threads", "1");
        JsonElement trace = JsonDocument.Parse(File.ReadAllText(_folder["one.json"])).RootElement.GetProperty("traces")[0];
        JsonElement row = rows.Single(row => row.GetProperty("file").GetString() == "photos/test/red/1.png");
        Assert.Equal(
            row.GetProperty("probability").GetDouble(),
            trace.GetProperty("probabilities").EnumerateArray().Last().EnumerateArray().Max(value => value.GetDouble()), 5);
    }

    [Fact]
    public async Task A_model_of_pictures_has_nothing_to_invert()
    {
        await Run(["train", "--images", "photos", "--run", "run", .. s_small, .. s_nets]);

        foreach (string[] call in (string[][])
        [
            ["predict", "run", "photos"], ["eval", "run", "--test-images", "photos"], ["look", "run", "--test-images", "photos"],
            ["figures", "run", "--test-images", "photos"], ["trace", "run", "--images", "photos", "--out", "t.json"],
        ])
        {
            Assert.Contains(
                "--invert cannot be given here: the model was trained on pictures as they are",
                (await Call([.. call, "--invert"])).Failed(2));
        }
    }

    [Fact]
    public async Task A_model_alone_is_tested_on_another_folder_of_its_classes()
    {
        await Run(["train", "--images", "photos", "--run", "run", .. s_small, .. s_nets]);
        File.Move(_folder["run/model.safetensors"], _folder["alone.safetensors"]);
        Directory.Delete(_folder["run"], recursive: true);
        Directory.Move(_folder["photos"], _folder["moved"]);
        Draw("others", 3);

        Assert.Contains("--test-images", (await Call("eval", "alone.safetensors")).Failed(2));
        Assert.Equal(8, Json(await Run("eval", "alone.safetensors", "--test-images", "moved", "--json")).GetProperty("images").GetInt32());
        Assert.Contains("6 given images", (await Run("eval", "alone.safetensors", "--test-images", "others")).Output);
        await Run("trace", "alone.safetensors", "--images", "others", "--out", "t.json", "--threads", "1");
        JsonElement[] traces =
            [.. JsonDocument.Parse(File.ReadAllText(_folder["t.json"])).RootElement.GetProperty("traces").EnumerateArray()];
        Assert.Equal((6, 3), (traces.Length, traces.Sum(trace => trace.GetProperty("label").GetInt32())));
        Assert.Contains(" of 6 given images", (await Run("look", "alone.safetensors", "--test-images", "others", "--images", "6")).Output);
        Directory.Move(_folder["others/red"], _folder["others/green"]);
        Assert.Contains(
            "the model does not know its classes green", (await Call("eval", "alone.safetensors", "--test-images", "others")).Failed(1));
    }

    [Fact]
    public async Task A_plain_net_is_trained_and_classifies_with_the_same_commands()
    {
        await Run(["train", "--images", "photos", "--model", "cnn", "--run", "run", .. s_small]);

        Assert.Equal(8, Json(await Run("eval", "run", "--json", "--threads", "1")).GetProperty("images").GetInt32());
        Assert.Equal(9, (await Run("predict", "run", "photos/test", "--threads", "1")).Output.TrimEnd().Split('\n').Length);
        Draw("others", 3);
        Assert.Equal(6, Json(await Run("eval", "run", "--test-images", "others", "--json")).GetProperty("images").GetInt32());
    }

    [Fact]
    public async Task What_is_in_a_folder_is_listed_or_drawn()
    {
        Assert.Matches(@"sky blue +8 +4 +4\n", (await Run("data", "--images", "photos")).Output);

        Assert.Contains(
            "--augmented needs --out", (await Call("data", "--images", "photos", "--augmented")).Failed(2));
        Finished drawn = await Run(
            ["data", "--images", "photos", "--augmented", "--out", "sheet", .. Options.Set("task.augmentation.brightness=0.5")]);
        Assert.Contains("16 of 16 training images", drawn.Output);
        Png.AssertIsOne(Assert.Single(Directory.GetFiles(_folder["sheet"])));
    }

    [Fact]
    public async Task A_training_on_pictures_that_was_stopped_within_an_epoch_ends_with_the_same_bits()
    {
        File.WriteAllText(_folder["photos.toml"], """
            [task]
            images = "photos"
            short_side = 16

            [task.augmentation]
            crop = 0.3
            brightness = 0.3

            [model]
            channels = 3
            classes = 2
            hidden = 8
            glimpse_hidden = 8
            glimpse_features = 8

            [training]
            epochs = 3
            batch_size = 4
            """);
        await Run("train", "./photos.toml", "--run", "straight", "--threads", "1");
        using CancellationTokenSource stop = new();
        using (TrainingRun run = TrainingRun.Start(RecipeFile.Read(_folder["photos.toml"]), _folder["run"], new()
        {
            Threads = 1,
            Pictures = new() { Cache = new(_folder["cache"]) },
        }))
        {
            // Four steps an epoch.
            Assert.Throws<OperationCanceledException>(() => run.Train(new StopAfter(6, stop), stop.Token));
        }

        await Run("train", "--resume", "run");

        RunFiles.AssertSame(_folder["straight"], _folder["run"]);
    }

    /// <summary>Two classes, red and sky blue, of pictures of two sizes.</summary>
    private void Draw(string folder, int count)
    {
        foreach ((string name, SKColor colour) in ((string, SKColor)[])[("red", new(200, 30, 20)), ("sky blue", new(40, 120, 230))])
        {
            Directory.CreateDirectory(_folder[$"{folder}/{name}"]);
            for (int i = 0; i < count; i++)
            {
                using SKBitmap bitmap = new(i % 2 == 0 ? 30 : 24, 24);
                using SKCanvas canvas = new(bitmap);
                canvas.Clear(colour);
                canvas.DrawRect(3, 3, 8, 12, new SKPaint { Color = new((byte)(20 * i), (byte)folder.Length, 0) });
                using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
                File.WriteAllBytes(_folder[$"{folder}/{name}/{i}.png"], data.ToArray());
            }
        }
    }

    private static JsonElement Json(Finished finished) => JsonDocument.Parse(finished.Output).RootElement;

    private Task<Finished> Call(params string[] arguments) => SaccadeCalls.Run(_folder.Path, arguments);

    /// <summary>A call that ends well; warnings and the progress of decoding stand beside its output.</summary>
    private async Task<Finished> Run(params string[] arguments)
    {
        Finished finished = await Call(arguments);
        Assert.True(finished.ExitCode == 0, finished.Errors);
        return finished;
    }

    private sealed class StopAfter(int steps, CancellationTokenSource stop) : ITrainingObserver
    {
        public void StepDone(Trainer trainer, StepReport step)
        {
            if (trainer.StepsDone == steps)
            {
                stop.Cancel();
            }
        }
    }
}
