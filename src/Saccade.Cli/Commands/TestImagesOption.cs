using Saccade.Data;
using Saccade.Data.Sources;
using Saccade.Imaging.Caching;

namespace Saccade.Cli.Commands;

/// <summary>The images that a command evaluates a model on: a split of its task, or pictures of a folder or list.</summary>
internal sealed class TestImagesOption
{
    /// <summary>What <c>--test-images</c> takes.</summary>
    public const string Description = "Pictures in place of the task's images, all or the split test: a folder with a subfolder for each "
        + "class, a .csv of path and label, or a .parquet file";

    private readonly Option<string?> _pictures = Arguments.Path("--test-images", "PATH", Description);
    private readonly Option<string?> _data = Arguments.Data();
    private readonly Option<Split?> _split;
    private readonly Option<bool> _invert;
    private readonly Split _byDefault;

    /// <param name="byDefault">The split if none is given.</param>
    public TestImagesOption(Split byDefault) => (_byDefault, _split, _invert) =
        (byDefault, Arguments.EvaluationSplit(byDefault), InvertOption.Of($"the images of {_pictures.Name}"));

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_pictures);
        command.Add(_invert);
        command.Add(_split);
        command.Add(_data);
        command.Validators.Add(result => Arguments.RefuseAlone(result, _invert, _pictures));
    }

    /// <summary>The path of the pictures; null for the images of the task.</summary>
    public string? Given(ParseResult parsed) => parsed.GetValue(_pictures);

    /// <summary>The split of the task that is opened.</summary>
    public Split Part(ParseResult parsed) => Given(parsed) is null ? parsed.GetValue(_split) ?? _byDefault : Split.Test;

    /// <summary>The images in a word: the split, or that they were given.</summary>
    public string Kind(ParseResult parsed) => Given(parsed) is null ? Part(parsed).Kind() : "given";

    /// <summary>Opens the task of the model, or one whose test images are the pictures, and prints warnings about these.</summary>
    /// <param name="parsed">The call.</param>
    /// <param name="trained">The model.</param>
    /// <param name="download">Receives the progress of a download, which may begin after this.</param>
    /// <param name="progress">Receives the progress of decoding, which may begin after this.</param>
    /// <exception cref="SaccadeException">The images cannot be opened, or do not fit the model.</exception>
    public EvaluationTask Open(
        ParseResult parsed, TrainedModel trained, IProgress<DownloadProgress> download, IProgress<PictureProgress> progress)
    {
        PictureAccess access = new() { Progress = progress };
        if (Given(parsed) is not string path)
        {
            DataOption.RefuseWithoutMnist(parsed, _data, trained.RequireTask($"a run folder, or pictures by {_pictures.Name}"));
            return new(trained.OpenTask(parsed.GetValue(_data), download: download, pictures: access));
        }
        if (trained.TaskKind != TaskKind.Classification)
        {
            Arguments.RefuseGiven(parsed, DataOption.NoImages, _pictures);
        }
        Arguments.RefuseGiven(parsed, $"the images are those of {_pictures.Name}.", _split, _data);
        InvertOption.RefuseForPictures(parsed, _invert, trained);
        EvaluationTask evaluation = EvaluationTask.OpenPictures(trained, path, parsed.GetValue(_invert), access);
        Text.PrintWarnings(evaluation.Warnings);
        return evaluation;
    }
}
