using Saccade.Imaging.Sets;
using Saccade.Policy;
using Saccade.Sensing;

namespace Saccade.Experiments.Config;

/// <summary>
/// Chooses a recipe for pictures by what is found: colour, size, number of pictures and classes. The rules:
/// <list type="bullet">
/// <item>Channels: 3 if a sampled picture has colours, else 1.</item>
/// <item>Shorter side: the median of the pictures, from 28 up to 160 pixels.</item>
/// <item>Sensor: two scales, a fine patch of a third of the shorter side and a coarse one of all of it. Each has convolutions of its own,
/// of which the maximum of each filter and its place are read: the coarse one shows what is where, the fine one what it is.</item>
/// <item>Glimpses: 3, the first at the centre. At first they are at random places, so that the fine patch sees what no policy has
/// chosen; then each is rewarded by the fall of the loss.</item>
/// <item>Batch: 32 below 20,000 training pictures, else 128.</item>
/// <item>Epochs: until 400,000 pictures were seen, but 20 to 80; an eighth of them with random glimpses.</item>
/// <item>Augmentation: pictures of 64 pixels or more are mirrored and cropped; those in colour are also rotated a little and change in
/// brightness, contrast and saturation.</item>
/// <item>Dropout: 0.3 below 100 training pictures a class.</item>
/// </list>
/// For the convolutional baseline: epochs until 150,000 pictures were seen.
/// </summary>
public sealed record PictureRecipe
{
    private const int LeastSide = 28, MostSide = 160;
    private const int FineShare = 3;
    private const int LeastPlaces = 3;
    private const int MostNamed = 5;
    private const int AugmentedSide = 64;
    private const int ManyPictures = 20_000, FewOfClass = 100;
    private const int SeenPictures = 400_000, SeenByCnn = 150_000;
    // The least side at which glimpses erred less than a net at equal cost: results/boards.md.
    private const int SideForGlimpses = 640;
    private const int LeastEpochs = 20, MostEpochs = 80, EpochsOfRandom = 8;

    // Filters of the layers, from the first.
    private static readonly int[] s_filters = [16, 32, 64, 64];

    private PictureRecipe(Recipe recipe, string reasons, string advice) => (Recipe, Reasons, Advice) = (recipe, reasons, advice);

    /// <summary>The recipe.</summary>
    public Recipe Recipe { get; }

    /// <summary>What was found, and what follows from it.</summary>
    public string Reasons { get; }

    /// <summary>Which kind of model is recommended for pictures of this size, and why.</summary>
    public string Advice { get; }

    /// <summary>Chooses a recipe.</summary>
    /// <param name="path">The folder or list of the pictures.</param>
    /// <param name="survey">What was found in it.</param>
    /// <param name="kind">The kind of model: the recurrent attention model or <see cref="ModelKind.Cnn"/>.</param>
    public static PictureRecipe Choose(string path, PictureSurvey survey, ModelKind kind = ModelKind.Attention)
    {
        ArgumentNullException.ThrowIfNull(survey);
        int side = Math.Clamp(survey.ShortSide, LeastSide, MostSide);
        int patch = (side + FineShare - 1) / FineShare;
        bool many = survey.TrainingPictures >= ManyPictures;
        int epochs = Epochs(SeenPictures, survey);
        Recipe recipe = new()
        {
            Name = Name(path),
            Title = $"Pictures of {Counted.Of(survey.ClassNames.Count, "class", "classes")}",
            Task = new()
            {
                Images = path,
                ShortSide = side,
                Augmentation = side < AugmentedSide ? new()
                    : !survey.HasColour ? new() { Crop = 0.1, Flip = true }
                    : new() { Crop = 0.3, Flip = true, Rotation = 10, Brightness = 0.2, Contrast = 0.2, Saturation = 0.2 },
            },
            Model = new()
            {
                Channels = survey.HasColour ? 3 : 1,
                Classes = survey.ClassNames.Count,
                Sensor = new()
                {
                    PatchSide = patch,
                    Scales = 2,
                    ScaleFactor = FineShare,
                    Reach = Math.Round(1 - 1.0 / FineShare, 2),
                },
                Convolution = new() { Filters = [.. s_filters.Take(Layers(patch))], Pools = [2] },
                ConvolveScalesApart = true,
                ConvolutionPooling = GlobalPooling.MaximumAndPlace,
                InputScale = 4,
                Glimpses = 3,
                FirstLocation = FirstLocation.Centre,
                LocationHidden = 128,
                Sigma = 0.15,
            },
            Training = new()
            {
                Epochs = epochs,
                BatchSize = many ? 128 : 32,
                RandomEpochs = epochs / EpochsOfRandom,
                Dropout = survey.TrainingPictures < FewOfClass * survey.ClassNames.Count ? 0.3 : 0,
                Loss = new()
                {
                    ActionAt = LossSteps.Every,
                    Reward = RewardKind.Progress,
                    LocationWeight = 0.3,
                    LocationReachesCore = true,
                },
                Optimiser = new() { ClipNorm = 5 },
                Schedule = new() { LearningRate = 0.001, WarmUpEpochs = 1 },
            },
        };
        if (kind != ModelKind.Attention)
        {
            recipe = WholePictures(recipe, survey, kind);
        }
        recipe.Check();
        string found = $"{Counted.Of(survey.Pictures, "picture")} of {Counted.Of(survey.ClassNames.Count, "class", "classes")}, "
            + $"{(survey.HasColour ? "colour" : "gray")}, shorter side {survey.ShortSide} in the median; classes "
            + $"{Counted.Names(survey.ClassNames, MostNamed)}";
        string mirrored = recipe.Task.Augmentation.Flip ? ", mirrored pictures" : "";
        string chosen = string.Create(CultureInfo.InvariantCulture,
            $"the shorter side becomes {side}; {Seen(recipe.Model)}; {recipe.Training.Epochs} epochs{mirrored}");
        string change = recipe.Task.Augmentation.IsOn
            ? "task.augmentation.flip=false where left and right differ" : $"task.short_side={side}";
        string reasons = $"{path}: {found}. Chosen by that: {chosen}. Change any option with --set, such as {change}.";
        return new(recipe, reasons, AdviceFor(survey.ShortSide, kind));
    }

    private static string AdviceFor(int side, ModelKind kind)
    {
        if (side >= SideForGlimpses)
        {
            return "For pictures of this size, where what matters is small, glimpses chosen by a saliency map are recommended: "
                + $"on circuit boards of {SideForGlimpses} and 1,280 pixels they erred less than a convolutional net at equal cost. "
                + "Such a model begins from a net of shrunk pictures: see recipe boards-320 and results/boards.md. "
                + "Where what matters is large, this recipe or --model cnn is enough.";
        }
        string why = "on circuit boards of 160 pixels it erred less than glimpses, on those of 320 pixels both were level at equal cost, "
            + "and it learns faster";
        return kind == ModelKind.Attention
            ? $"For pictures of this size a convolutional net, --model cnn, is recommended: {why}. Glimpses show where a model looked."
            : $"For pictures of this size a convolutional net is the recommended kind of model: {why}.";
    }

    private static Recipe WholePictures(Recipe recipe, PictureSurvey survey, ModelKind kind) => recipe with
    {
        Model = new() { Kind = kind, Channels = recipe.Model.Channels, Classes = recipe.Model.Classes },
        Training = recipe.Training with { Epochs = Epochs(SeenByCnn, survey), RandomEpochs = 0, Dropout = 0, Loss = new() },
    };

    private static int Epochs(int seen, PictureSurvey survey) =>
        Math.Clamp(seen / Math.Max(1, survey.TrainingPictures), LeastEpochs, MostEpochs);

    /// <summary>Layers of convolutions, each of which halves the patch.</summary>
    private static int Layers(int patch)
    {
        int layers = 1;
        while (layers < s_filters.Length && patch >> (layers + 1) >= LeastPlaces)
        {
            layers++;
        }
        return layers;
    }

    /// <summary>What a model sees of a picture.</summary>
    private static string Seen(ModelOptions model)
    {
        SensorOptions sensor = model.Sensor;
        return model.TakesGlimpses
            ? $"{model.Glimpses} glimpses of {sensor.Scales} scales in {sensor.PatchSide}×{sensor.PatchSide} values each, "
                + $"{sensor.PatchSide} and {sensor.PatchExtent(1)} pixels wide"
            : $"a convolutional net of {model.Classifier.Convolution.Filters.Count} layers sees whole pictures";
    }

    /// <summary>A name for runs, made from that of the folder or list.</summary>
    private static string Name(string path)
    {
        string name = Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        string plain = string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')).Trim('.', ' ');
        return plain.Length > 0 ? plain : "pictures";
    }
}
