namespace Saccade.Cli.Invocation;

/// <summary>The model of a command: its argument, and the options that say what a file of unknown origin is allowed.</summary>
internal sealed class ModelArgument
{
    private readonly Argument<string> _model;
    private readonly Option<bool> _acceptChanged = AcceptChanged();
    private readonly Option<bool>? _openFiles;

    /// <param name="usesTask">Whether the command needs the images of the model's task.</param>
    /// <param name="model">The argument; null for a run or model.</param>
    public ModelArgument(bool usesTask = true, Argument<string>? model = null)
    {
        _model = model ?? Arguments.RunOrModel();
        _openFiles = !usesTask ? null : new(ModelTrust.OpenFilesOption)
        {
            Description = "Open the image files that the recipe in a model file names, such as task.test_images",
        };
    }

    /// <summary>The option that accepts changed files.</summary>
    public static Option<bool> AcceptChanged() => new(ModelTrust.AcceptChangedOption)
    {
        Description = "Accept a model file whose content was changed after it was written, such as one saved again by another program",
    };

    /// <summary>Adds argument and options to the command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_model);
        command.Add(_acceptChanged);
        if (_openFiles is not null)
        {
            command.Add(_openFiles);
        }
        command.Add(ExtensionOption.Make());
    }

    /// <summary>Opens the model that was named.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="wholeRecipe">Whether its recipe keeps the image files that it names: they are stated, and none is opened.</param>
    public TrainedModel Open(ParseResult parsed, bool wholeRecipe = false)
    {
        ModelTrust trust = Trust(parsed);
        return TrainedModel.Open(parsed.GetRequiredValue(_model), wholeRecipe ? trust with { OpenFiles = true } : trust);
    }

    /// <summary>What its file is allowed.</summary>
    public ModelTrust Trust(ParseResult parsed) => new()
    {
        AcceptChanged = parsed.GetValue(_acceptChanged),
        OpenFiles = _openFiles is not null && parsed.GetValue(_openFiles),
    };
}
