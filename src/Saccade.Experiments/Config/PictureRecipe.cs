using Saccade.Imaging.Sets;
using Saccade.Sensing;

namespace Saccade.Experiments.Config;

/// <summary>
/// Chooses a recipe for pictures by what is found: colour, size, number of pictures and classes. The rules:
/// <list type="bullet">
/// <item>Channels: 3 if a sampled picture has colours, else 1.</item>
/// <item>Shorter side: the median of the pictures, from 28 up to 160 pixels.</item>
/// <item>Sensor: patches of 16×16 pixels, 12×12 below 96 pixels and 8×8 below 48; each scale doubles, up to one that covers three
/// quarters of the shorter side.</item>
/// <item>Glimpses: 8, and 6 below 96 pixels.</item>
/// <item>Batch: 64 below 20,000 training pictures, else 128.</item>
/// <item>Epochs: until 400,000 pictures were seen, but 20 to 150.</item>
/// </list>
/// For the convolutional baseline: batches of 32, epochs until 150,000 pictures were seen, and crops; pictures in colour are also mirrored
/// and change in brightness and contrast, gray ones are rotated a little.
/// </summary>
public sealed record PictureRecipe
{
    private const int LeastSide = 28, MostSide = 160;
    private const int LargeSide = 96, SmallSide = 48;
    private const double Covered = 0.75;
    private const int ManyPictures = 20_000;
    private const int SeenPictures = 400_000;
    private const int LeastEpochs = 20, MostEpochs = 150;
    private const int SeenByCnn = 150_000;

    private PictureRecipe(Recipe recipe, string reasons) => (Recipe, Reasons) = (recipe, reasons);

    /// <summary>The recipe.</summary>
    public Recipe Recipe { get; }

    /// <summary>What was found, and what follows from it.</summary>
    public string Reasons { get; }

    /// <summary>Chooses a recipe.</summary>
    /// <param name="path">The folder or list of the pictures.</param>
    /// <param name="survey">What was found in it.</param>
    /// <param name="kind">The kind of model: the recurrent attention model or <see cref="ModelKind.Cnn"/>.</param>
    public static PictureRecipe Choose(string path, PictureSurvey survey, ModelKind kind = ModelKind.Attention)
    {
        ArgumentNullException.ThrowIfNull(survey);
        int side = Math.Clamp(survey.ShortSide, LeastSide, MostSide);
        int patch = side >= LargeSide ? 16 : side >= SmallSide ? 12 : 8;
        SensorOptions sensor = new() { PatchSide = patch, Scales = 1 };
        while (sensor.PatchExtent(sensor.Scales - 1) < Covered * side)
        {
            sensor = sensor with { Scales = sensor.Scales + 1 };
        }
        int epochs = Math.Clamp(SeenPictures / Math.Max(1, survey.TrainingPictures), LeastEpochs, MostEpochs);
        Recipe recipe = new()
        {
            Name = Name(path),
            Title = $"{Name(path)}: pictures of {Number(survey.ClassNames.Count, "class", "classes")}",
            Task = new() { Images = path, ShortSide = side },
            Model = new()
            {
                Channels = survey.HasColour ? 3 : 1,
                Classes = survey.ClassNames.Count,
                Sensor = sensor,
                Glimpses = side >= LargeSide ? 8 : 6,
                Sigma = 0.15,
            },
            Training = new()
            {
                Epochs = epochs,
                BatchSize = survey.TrainingPictures >= ManyPictures ? 128 : 64,
                Loss = new() { LocationWeight = 0.1, LocationReachesCore = true },
                Optimiser = new() { ClipNorm = 5 },
                Schedule = new() { LearningRate = 0.001 },
            },
        };
        if (kind != ModelKind.Attention)
        {
            recipe = WholePictures(recipe, survey, kind);
        }
        recipe.Check();
        string found = $"{Number(survey.Pictures, "picture", "pictures")} of {Number(survey.ClassNames.Count, "class", "classes")}, "
            + $"{(survey.HasColour ? "colour" : "gray")}, shorter side {survey.ShortSide} in the median";
        string chosen = string.Create(CultureInfo.InvariantCulture,
            $"the shorter side becomes {side}; {Seen(recipe.Model)}; {recipe.Training.Epochs} epochs");
        return new(recipe, $"{path}: {found}. Chosen by that: {chosen}. "
            + $"Change any option with --set, such as --set task.short_side={side}.");
    }

    private static string Number(int number, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {(number == 1 ? one : many)}");

    private static Recipe WholePictures(Recipe recipe, PictureSurvey survey, ModelKind kind) => recipe with
    {
        Task = recipe.Task with
        {
            Augmentation = survey.HasColour
                ? new() { Crop = 0.2, Flip = true, Brightness = 0.2, Contrast = 0.2 }
                : new() { Crop = 0.1, Rotation = 10 },
        },
        Model = new() { Kind = kind, Channels = recipe.Model.Channels, Classes = recipe.Model.Classes },
        Training = new()
        {
            Epochs = Math.Clamp(SeenByCnn / Math.Max(1, survey.TrainingPictures), LeastEpochs, MostEpochs),
            BatchSize = 32,
            Optimiser = new() { ClipNorm = 5 },
            Schedule = new() { LearningRate = 0.001, WarmUpEpochs = 1 },
        },
    };

    /// <summary>What a model sees of a picture.</summary>
    private static string Seen(ModelOptions model)
    {
        SensorOptions sensor = model.Sensor;
        return model.TakesGlimpses
            ? $"{model.Glimpses} glimpses of {sensor.Scales} scales, {sensor.PatchSide}×{sensor.PatchSide} pixels each, the widest "
                + $"{sensor.PatchExtent(sensor.Scales - 1)}"
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
