namespace Saccade.Cli.Commands;

/// <summary><c>--invert</c>, for models that know light ink on black.</summary>
internal static class InvertOption
{
    /// <summary>The flag.</summary>
    /// <param name="images">What it inverts.</param>
    public static Option<bool> Of(string images) =>
        new("--invert") { Description = $"Invert {images}, for dark ink on a light ground and a model of digits" };

    /// <summary>Refuses it for a model of pictures, whose ground it learned.</summary>
    /// <exception cref="OptionException">It was given for such a model.</exception>
    public static void RefuseForPictures(ParseResult parsed, Option<bool> invert, TrainedModel trained)
    {
        if (trained.Recipe is { Task.HasPictures: true })
        {
            Arguments.RefuseGiven(parsed, "the model was trained on pictures as they are.", invert);
        }
    }
}
