using Saccade.Checkpoints;
using Saccade.Experiments.Config;
using Saccade.Experiments.Engines;
using Saccade.Experiments.Runs;
using Saccade.Imaging.Sets;
using Saccade.Random;
using Saccade.Training;
using SkiaSharp;

namespace Saccade.Web.Tests;

/// <summary>Models to show: one that reads digits after a training of seconds, and others that nobody has trained.</summary>
internal static class TestModels
{
    /// <summary>28×28 pixels, 4 glimpses from the centre; the coarser of two patches sees all of the frame, so it learns fast.</summary>
    public static void TrainReader(string folder)
    {
        Recipe recipe = new Recipe { Name = "reader", Title = "Drawn digits" }.With(
        [
            "task.digits=drawn", "task.training_digits=4000", "task.validation_digits=500",
            "model.sensor.patch_side=14", "model.sensor.scales=2", "model.glimpses=4", "model.first_location=centre",
            "training.epochs=4", "training.batch_size=32", "training.loss.location_weight=0.1", "training.optimiser.clip_norm=5",
        ]);
        using TrainingRun run = TrainingRun.Start(recipe, folder, new() { Threads = 1 });
        run.Train(new Silence());
    }

    /// <summary>60×60 pixels, three scales, 6 glimpses from a random place, with weights as they are before training.</summary>
    public static void WriteUntrained(string path, long seed = 0, params string[] changes)
    {
        Recipe recipe = new Recipe { Name = "untrained", Title = "Nobody has trained it" }.With(
        [
            "task.digits=drawn", "task.frame_width=60", "task.frame_height=60", "model.sensor.patch_side=12", "model.sensor.scales=3",
            "model.hidden=32", "model.glimpse_hidden=16", "model.glimpse_features=32", .. changes,
        ]);
        using IEngine engine = EngineFactory.Create(
            recipe.ModelForTask, recipe.Training, RandomKey.FromSeed(seed), threads: 1, EngineKind.Torch);
        new ModelFile(recipe.ModelForTask, engine.SaveWeights(), TrainedModel.FactsOf(recipe)).Write(path);
    }

    /// <summary>
    /// Two classes of pictures in colour, red and sky blue, some of 40×30 and some of 30×40 pixels, in <c>pictures</c>; the run in
    /// <c>colours</c>; decoded pictures in <c>cache</c>.
    /// </summary>
    public static void TrainColours(string folder)
    {
        string pictures = Path.Combine(folder, "pictures");
        foreach (string split in (string[])["train", "val", "test"])
        {
            foreach ((string name, SKColor colour) in ((string, SKColor)[])[("red", new(200, 30, 20)), ("sky blue", new(40, 120, 230))])
            {
                Directory.CreateDirectory(Path.Combine(pictures, split, name));
                for (int i = 0; i < 8; i++)
                {
                    string path = Path.Combine(pictures, split, name, $"{i}.png");
                    WritePicture(path, colour, wide: i % 2 == 0, shade: (byte)(split.Length + 6 * i));
                }
            }
        }
        Recipe recipe = PictureRecipe.Choose(pictures, PictureSurvey.Of(pictures)).Recipe with { Name = "colours" };
        recipe = recipe.With(
        [
            "training.epochs=30", "training.batch_size=4", "model.glimpses=3", "model.hidden=32", "model.glimpse_hidden=16",
            "model.glimpse_features=32",
        ]);
        PictureAccess access = new() { Cache = new(Path.Combine(folder, "cache")) };
        using TrainingRun run = TrainingRun.Start(recipe, Path.Combine(folder, "colours"), new() { Threads = 1, Pictures = access });
        run.Train(new Silence());
    }

    /// <summary>Draws a picture: a ground of one colour with a darker bar.</summary>
    public static void WritePicture(string path, SKColor colour, bool wide, byte shade)
    {
        using SKBitmap bitmap = new(wide ? 40 : 30, wide ? 30 : 40);
        using SKCanvas canvas = new(bitmap);
        canvas.Clear(colour);
        canvas.DrawRect(3, 3, 8, 20, new SKPaint { Color = new(shade, shade, shade) });
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(path, data.ToArray());
    }

    private sealed class Silence : ITrainingObserver
    {
        public void StepDone(Trainer trainer, StepReport step) { }

        public void EpochDone(Trainer trainer, EpochMetrics metrics, bool best) { }
    }
}
