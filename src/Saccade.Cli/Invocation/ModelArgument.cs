namespace Saccade.Cli.Invocation;

/// <summary>The model of a command: its argument, and the options that say what a file of unknown origin is allowed.</summary>
internal sealed class ModelArgument
{
    private readonly Argument<string> _model;
    private readonly Option<bool> _acceptChanged = AcceptChanged();
    private readonly Option<bool>? _openFiles;
    private readonly Option<string[]> _extensions = Arguments.Extensions();

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
        command.Add(_extensions);
    }

    /// <summary>Opens the model that was named.</summary>
    public TrainedModel Open(ParseResult parsed)
    {
        LoadExtensions(parsed);
        return TrainedModel.Open(parsed.GetRequiredValue(_model), Trust(parsed));
    }

    /// <summary>Loads the assemblies of its task and core.</summary>
    public void LoadExtensions(ParseResult parsed) => Arguments.LoadExtensions(parsed, _extensions);

    /// <summary>What its file is allowed.</summary>
    public ModelTrust Trust(ParseResult parsed) => new()
    {
        AcceptChanged = parsed.GetValue(_acceptChanged),
        OpenFiles = _openFiles is not null && parsed.GetValue(_openFiles),
    };
}
