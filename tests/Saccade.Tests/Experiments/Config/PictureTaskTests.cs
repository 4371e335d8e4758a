using Saccade.Errors;
using Saccade.Experiments.Config;
using Saccade.Experiments.Predictions;
using Saccade.Experiments.Runs;
using Saccade.Images;
using Saccade.Imaging.Sets;
using Saccade.Tasks;
using Saccade.Tests.Data;
using Saccade.Tests.Imaging;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Config;

public sealed class PictureTaskTests : IDisposable
{
    private static readonly string[] s_names = ["b c", "Äpfel"];
    private readonly ScratchFolder _folder = new(), _cache = new();

    public void Dispose()
    {
        _folder.Dispose();
        _cache.Dispose();
    }

    [Fact]
    public void The_text_of_a_recipe_names_its_pictures_and_paths_are_relative_to_it()
    {
        _folder.Write("a.toml", [.. """
            [task]
            images = "photos"
            short_side = 40
            ground = "black"

            [model]
            channels = 3
            classes = 2
            """u8]);

        Recipe recipe = RecipeFile.Read(_folder["a.toml"]);

        Assert.Equal(_folder["photos"], recipe.Task.Images);
        Assert.Equal(recipe, RecipeText.Read(RecipeText.Write(recipe), "a", "b.toml"));
    }

    [Theory]
    [InlineData("task.frame_width=60")]
    [InlineData("task.digits=drawn")]
    [InlineData("task.clutter_patches=2")]
    [InlineData("task.kind=catch")]
    [InlineData("task.validation_digits=10")]
    [InlineData("model.channels=2")]
    public void Options_of_digits_are_refused_beside_pictures(string assignment)
    {
        Recipe recipe = new() { Name = "a", Task = new() { Images = "photos" }, Model = new() { Classes = 2 } };

        OptionException refused = Assert.Throws<OptionException>(() => recipe.With([assignment]));

        Assert.Equal((ErrorKind.Mismatch, assignment.Split('=')[0]), (refused.Error.Kind, refused.Error.Key));
    }

    [Theory]
    [InlineData("task.short_side=40")]
    [InlineData("task.ground=black")]
    [InlineData("task.background_images=b")]
    [InlineData("task.placement=anywhere")]
    [InlineData("task.shrink=2")]
    public void Options_of_pictures_are_refused_beside_digits(string assignment)
    {
        OptionException refused = Assert.Throws<OptionException>(() => new Recipe { Name = "a" }.With([assignment]));

        Assert.Equal(assignment.Split('=')[0], refused.Error.Key);
    }

    [Theory]
    [InlineData("task.placement=anywhere")]
    [InlineData("task.shrink=2")]
    [InlineData("task.growth_epochs=2")]
    public void Options_of_frames_are_refused_without_a_background(string assignment)
    {
        Recipe recipe = new() { Name = "a", Task = new() { Images = "photos" }, Model = new() { Classes = 2 } };

        OptionException refused = Assert.Throws<OptionException>(() => recipe.With([assignment]));

        Assert.Equal((ErrorKind.Mismatch, assignment.Split('=')[0]), (refused.Error.Kind, refused.Error.Key));
    }

    [Fact]
    public void Pictures_are_placed_among_background_pictures_of_the_same_split()
    {
        Draw(also: "val");
        Draw(also: "test");
        using ScratchFolder background = new();
        foreach ((string split, byte gray) in ((string, byte)[])[("train", 1), ("val", 2), ("test", 3)])
        {
            Directory.CreateDirectory(background[split]);
            background.Write($"{split}/a.png", Drawing.Gray(10, 10, gray));
        }
        Recipe recipe = PictureRecipe.Choose(_folder.Path, PictureSurvey.Of(_folder.Path)).Recipe.With([
            "task.short_side=0", $"task.background_images={background.Path}", "task.frame_width=80", "task.frame_height=60",
            "task.shrink=2"]);
        PictureTask task = new(recipe, Access());

        Assert.Equal(new ImageSize(3, 30, 40), task.Size);
        Assert.Equal([2, 3], new[] { Split.Validation, Split.Test }.Select(split => Least(task.Images(split))));
        Assert.Equal(1, Least(task.TrainingImages(Saccade.Random.RandomKey.FromSeed(1))));
        // Draws of the test are epochs, the same for every run.
        IEpisodeSource test = task.Test();
        Assert.Equal(Frame(test, 1), Frame(new PictureTask(recipe, Access()).Test(seed: 5), 1));
        Assert.NotEqual(Frame(test, 0), Frame(test, 1));

        static int Least(IImageSource images)
        {
            byte[] pixels = new byte[images.Size.Pixels];
            images.Read(0, 0, pixels);
            return pixels.Where(pixel => pixel > 0).Min();
        }

        static byte[] Frame(IEpisodeSource source, int draw)
        {
            byte[] pixels = new byte[3 * 30 * 40];
            source.Load(draw, 0).Render(0, pixels);
            return pixels;
        }
    }

    [Fact]
    public void Training_pictures_of_a_seed_are_those_of_its_run()
    {
        Draw(also: "val");
        Recipe recipe = PictureRecipe.Choose(_folder.Path, PictureSurvey.Of(_folder.Path)).Recipe.With(
        [
            "task.augmentation.brightness=0.5", "task.augmentation.crop=0.5",
            "model.hidden=8", "model.glimpse_hidden=8", "model.glimpse_features=8",
        ]);
        TrainingSettings settings = new() { Seed = 7, Threads = 1, Pictures = Access() };
        (ITask task, Trainer trainer) =
            TrainingRun.Prepare(recipe, RunInfo.Of(recipe, settings, DateTimeOffset.UnixEpoch), threads: 1, settings);
        using IEngine engine = trainer.Engine;
        KeyOfTraining spy = new(task);
        _ = new Trainer(engine, spy, recipe.Training, Saccade.Random.RandomKey.FromSeed(7).Fork("training"));

        IImageSource expected = ((PictureTask)task).TrainingImages(spy.Key), shown = ((PictureTask)task).TrainingImages(7);

        Assert.Equal(Pixels(expected), Pixels(shown));
        Assert.NotEqual(Pixels(expected), Pixels(((PictureTask)task).TrainingImages(8)));

        static byte[] Pixels(IImageSource images)
        {
            byte[] pixels = new byte[images.SizeOf(0, 0).Pixels];
            images.Read(0, 0, pixels);
            return pixels;
        }
    }

    [Fact]
    public void A_frame_that_is_too_small_and_a_split_without_background_pictures_are_errors()
    {
        Draw(also: "test");
        using ScratchFolder background = new();
        Directory.CreateDirectory(background["train"]);
        background.Write("train/a.png", Drawing.Gray(10, 10, 1));
        Recipe recipe = PictureRecipe.Choose(_folder.Path, PictureSurvey.Of(_folder.Path)).Recipe.With([
            "task.short_side=0", $"task.background_images={background.Path}", "task.frame_width=30", "task.frame_height=60"]);

        ErrorData small = Assert.Throws<OptionException>(
            () => new PictureTask(recipe, Access()).TrainingImages(Saccade.Random.RandomKey.FromSeed(1))).Error;
        ErrorData none = Assert.Throws<SaccadeException>(() => new PictureTask(recipe, Access()).Images(Split.Test)).Error;

        Assert.Equal(("task.frame_width", "40 to 4096"), (small.Key, small.Allowed));
        Assert.Equal((ErrorKind.Missing, background.Path), (none.Kind, none.Path));
    }

    [Fact]
    public void Classes_must_fit_the_pictures_and_the_trained_model()
    {
        Draw();
        Recipe recipe = PictureRecipe.Choose(_folder.Path, PictureSurvey.Of(_folder.Path)).Recipe;

        ErrorData classes = Assert.Throws<OptionException>(
            () => new PictureTask(recipe with { Model = recipe.Model with { Classes = 3 } }, Access()).ClassNames).Error;
        ErrorData others = Assert.Throws<SaccadeException>(
            () => new PictureTask(recipe, Access() with { ClassNames = ["Äpfel", "d"] }).ClassNames).Error;

        Assert.Equal(("model.classes", "2"), (classes.Key, classes.Allowed));
        Assert.Equal("its classes are not those that the model learned; it lacks d; it adds b c", others.Detail);
        Assert.Equal(s_names, new PictureTask(recipe, Access() with { ClassNames = s_names }).ClassNames);
    }

    [Fact]
    public void A_single_class_is_an_error_and_so_is_what_cannot_be_read_if_strict()
    {
        Draw();
        Recipe recipe = PictureRecipe.Choose(_folder.Path, PictureSurvey.Of(_folder.Path)).Recipe;
        _folder.Write("train/b c/bad.png", [1]);
        SaccadeException strict = Assert.Throws<SaccadeException>(() => new PictureTask(recipe, Access() with { Strict = true }).Set);
        Directory.Delete(_folder["train/b c"], recursive: true);
        SaccadeException single = Assert.Throws<SaccadeException>(() => new PictureTask(recipe, Access()).Set);

        Assert.Equal((ErrorKind.Unreadable, true), (strict.Error.Kind, strict.Message.Contains("bad.png")));
        Assert.Equal("number of classes", single.Error.Key);
    }

    [Fact]
    public void Doubts_are_stated_before_a_training()
    {
        Draw();
        _folder.Write("train/b c/bad.png", [1]);
        Directory.CreateDirectory(_folder["val/Äpfel"]);
        File.Copy(_folder["train/Äpfel/0.png"], _folder["val/Äpfel/copy.png"]);
        using PictureSet set = PictureSet.Open(_folder.Path, new(), new(_cache.Path));

        string[] warnings = [.. PictureWarnings.Of(_folder.Path, set)];

        Assert.Equal(6, warnings.Length);
        Assert.StartsWith($"1 file of {_folder.Path} could not be read and is passed over", warnings[0]);
        Assert.Contains("bad.png (it is not a picture)", warnings[0]);
        Assert.Contains("All validation pictures have the class Äpfel", warnings[1]);
        Assert.Contains("There are no test pictures", warnings[2]);
        Assert.Contains("only 9 training pictures", warnings[3]);
        Assert.Contains("b c has 1 training picture, Äpfel 8", warnings[4]);
        Assert.StartsWith("1 picture occurs in two splits", warnings[5]);
    }

    [Fact]
    public void Contents_with_two_labels_and_pictures_without_a_class_are_stated_before_a_training()
    {
        Draw();
        File.Copy(_folder["train/Äpfel/0.png"], _folder["train/b c/copy.png"]);
        File.Copy(_folder["train/Äpfel/0.png"], _folder["0.png"]);
        using PictureSet set = PictureSet.Open(_folder.Path, new(), new(_cache.Path));

        string[] warnings = [.. PictureWarnings.Of(_folder.Path, set)];

        Assert.StartsWith("1 picture has two labels", warnings[^2]);
        Assert.Equal($"1 picture of {_folder.Path} lies in no class folder and is passed over.", warnings[^1]);
    }

    [Fact]
    public void Long_pictures_of_both_directions_are_learned_and_strips_are_rows_with_a_reason()
    {
        Draw(also: "val");
        _folder.Write("train/b c/wide.png", Drawing.Gray(190, 10, 1));
        _folder.Write("train/b c/high.png", Drawing.Gray(10, 190, 2));
        _folder.Write("train/b c/strip.png", Drawing.Gray(1, 200, 3));
        _folder.Write("train/b c/other strip.png", Drawing.Gray(200, 1, 4));
        Recipe recipe = Small(epochs: 1).With(["task.short_side=160"]);
        using TrainingRun run = TrainingRun.Start(recipe, _folder["run"], new() { Threads = 1, Pictures = Access() });
        Assert.Contains("2 files of", run.Warnings[0] + run.Warnings[1]);
        run.Train(new Silent());

        TrainedModel trained = TrainedModel.Open(_folder["run"]);
        using IEngine engine = trained.CreateEngine(threads: 1);
        Prediction[] rows = [.. new Predictor(trained, engine, new()).Predict(
            PredictionInput.Find([_folder["train/b c"]], () => Stream.Null))];

        Assert.Equal(
            ["other strip.png", "strip.png"],
            rows.Where(row => row.Error?.Contains("strip of") == true).Select(row => Path.GetFileName(row.File)));
        Assert.Equal(3, rows.Count(row => row.Error is null));
    }

    [Fact]
    public void A_run_goes_on_only_with_the_pictures_that_it_began_with()
    {
        Draw(also: "val");
        using (TrainingRun run = TrainingRun.Start(Small(epochs: 1), _folder["run"], new() { Threads = 1, Pictures = Access() }))
        {
            run.Train(new Silent());
        }
        TrainedModel trained = TrainedModel.Open(_folder["run"]);
        Assert.Empty(trained.WarningsOfPictures(trained.OpenTask(null, pictures: Access())));
        Resume().Dispose();
        // A training never sees test pictures.
        Directory.CreateDirectory(_folder["test/b c"]);
        _folder.Write("test/b c/new.png", Drawing.Gray(30, 30, 8));
        Resume().Dispose();
        Assert.Contains("9 validation and 1 test", Assert.Single(trained.WarningsOfPictures(trained.OpenTask(null, pictures: Access()))));
        Directory.Delete(_folder["test"], recursive: true);
        _folder.Write("train/b c/more.png", Drawing.Gray(30, 30, 9));

        ErrorData refused = Assert.Throws<SaccadeException>(() => Resume().Dispose()).Error;
        string warning = Assert.Single(trained.WarningsOfPictures(trained.OpenTask(null, pictures: Access())));
        Assert.Equal((ErrorKind.Mismatch, _folder.Path), (refused.Kind, refused.Path));
        Assert.Contains("it had 9 training, 9 validation and 0 test pictures and now has 10 training, 9", refused.Detail);
        Assert.Contains("10 training", warning);

        // Runs of earlier versions do not state them.
        RunInfo info = RunFolder.Open(_folder["run"]).Info;
        (info with { Pictures = null }).Write(_folder["run/run.json"]);
        Resume().Dispose();

        TrainingRun Resume() => TrainingRun.Resume(_folder["run"], new() { Threads = 1, Pictures = Access() });
    }

    [Fact]
    public void A_training_keeps_the_names_of_the_classes_in_run_and_model()
    {
        Draw(also: "val");
        Recipe recipe = Small(epochs: 1);
        using (TrainingRun run = TrainingRun.Start(recipe, _folder["run"], new() { Threads = 1, Pictures = Access() }))
        {
            Assert.Equal(new ImageSize(3, 30, 40), run.Task.Size);
            run.Train(new Silent());
        }
        TrainedModel trained = TrainedModel.Open(_folder["run"]);
        File.Copy(trained.Path, _folder["model.safetensors"]);
        TrainedModel alone = TrainedModel.Open(_folder["model.safetensors"]);

        Assert.Equal(s_names, RunFolder.Open(_folder["run"]).Info.ClassNames);
        Assert.Equal(s_names, alone.ClassNames);
        // A file of a stranger opens no folder unless it is allowed.
        Assert.Equal([_folder.Path], alone.WithheldFiles);
        Assert.Equal(Answers(trained), Answers(alone));
        Assert.Equal(s_names, trained.OpenTask(null, pictures: Access()).ClassNames);
        Directory.Move(_folder["train/b c"], _folder["train/d"]);
        Assert.Equal(
            ErrorKind.Mismatch, Assert.Throws<SaccadeException>(() => trained.OpenTask(null, pictures: Access()).ClassNames).Error.Kind);
        Assert.Equal(
            ErrorKind.Mismatch,
            Assert.Throws<SaccadeException>(() => trained.OpenImages(Split.Train, null, pictures: Access())).Error.Kind);
    }

    [Theory]
    [InlineData(10, 100, 10, 1, false, 32, 80, 10, 0.3)]
    [InlineData(64, 200, 22, 2, true, 32, 80, 10, 0)]
    [InlineData(160, 8_000, 54, 4, true, 32, 50, 6, 0)]
    [InlineData(640, 8_000, 54, 4, true, 32, 50, 6, 0)]
    [InlineData(4_000, 100_000, 54, 4, true, 128, 20, 2, 0)]
    public void A_recipe_is_chosen_by_what_is_found(
        int side, int pictures, int patch, int layers, bool mirrored, int batch, int epochs, int random, double dropout)
    {
        PictureSurvey survey = new()
        {
            Pictures = pictures,
            TrainingPictures = pictures,
            ClassNames = s_names,
            HasColour = true,
            ShortSide = side,
        };

        PictureRecipe chosen = PictureRecipe.Choose("some/my photos", survey);

        Recipe recipe = chosen.Recipe;
        Assert.Equal("my-photos", recipe.Name);
        Assert.Equal((patch, layers), (recipe.Model.Sensor.PatchSide, recipe.Model.Convolution.Filters.Count));
        Assert.Equal(mirrored, recipe.Task.Augmentation.Flip);
        Assert.Equal((batch, epochs, random), (recipe.Training.BatchSize, recipe.Training.Epochs, recipe.Training.RandomEpochs));
        Assert.Equal(dropout, recipe.Training.Dropout);
        Assert.Contains("2 classes, colour", chosen.Reasons);
        Assert.Contains("classes b c, Äpfel.", chosen.Reasons);
        Assert.Contains(side >= 640 ? "glimpses chosen by a saliency map are recommended" : "--model cnn, is recommended", chosen.Advice);
    }

    private Recipe Small(int epochs) => PictureRecipe.Choose(_folder.Path, PictureSurvey.Of(_folder.Path)).Recipe
        .With([$"training.epochs={epochs}", "model.hidden=8", "model.glimpse_hidden=8", "model.glimpse_features=8"]);

    private string[] Answers(TrainedModel model)
    {
        using IEngine engine = model.CreateEngine(threads: 1);
        Predictor predictor = new(model, engine, new());
        return [.. predictor.Predict(PredictionInput.Find([_folder["train"]], () => Stream.Null))
            .Select(prediction => $"{prediction.File} {prediction.Classes[0]}")];
    }

    private PictureAccess Access() => new() { Cache = new(_cache.Path) };

    private void Draw(string? also = null)
    {
        foreach (string split in new[] { "train", also }.OfType<string>())
        {
            foreach ((string name, int count) in ((string, int)[])[("Äpfel", 8), ("b c", 1)])
            {
                Directory.CreateDirectory(_folder[$"{split}/{name}"]);
                for (int i = 0; i < count; i++)
                {
                    int gray = 20 * i + name.Length + (split == "train" ? 0 : 100);
                    _folder.Write($"{split}/{name}/{i}.png", Drawing.Encode(40 - i % 2, 30, (x, _) => new((byte)gray, (byte)(5 * x), 0)));
                }
            }
        }
    }

    private sealed class Silent : ITrainingObserver;

    /// <summary>Keeps the key that a trainer gives.</summary>
    private sealed class KeyOfTraining(ITask task) : ITask
    {
        public Saccade.Random.RandomKey Key { get; private set; }

        public ImageSize Size => task.Size;

        public IReadOnlyList<string> ClassNames => task.ClassNames;

        public IEpisodeSource Training(int batchSize, Saccade.Random.RandomKey key)
        {
            Key = key;
            return task.Training(batchSize, key);
        }

        public IEpisodeSource Validation() => task.Validation();

        public IEpisodeSource Test(long seed = 0) => task.Test(seed);
    }
}
