using Saccade.Imaging.Decoding;

namespace Saccade.Experiments.Predictions;

/// <summary>A picture to classify: its name in the results, and how its bytes are read.</summary>
/// <param name="Name">The path, or - for standard input.</param>
/// <param name="Read">Reads the content.</param>
public sealed record PredictionInput(string Name, Func<byte[]> Read)
{
    /// <summary>The name of standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>
    /// The pictures that paths name, in their order: a file; a folder, for all pictures at any depth; a pattern, such as
    /// <c>DIR/*/*.jpg</c>, where ** stands for folders at any depth; or - for a picture from standard input. A path that does not exist and
    /// a folder that cannot be listed stay, and fail when they are read.
    /// </summary>
    /// <param name="paths">The paths.</param>
    /// <param name="standardInput">Opens standard input.</param>
    public static IReadOnlyList<PredictionInput> Find(IEnumerable<string> paths, Func<Stream> standardInput)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return
        [
            .. paths.SelectMany(path => path == StandardInput
                ? [new PredictionInput(StandardInput, () => ReadStream(standardInput))]
                : Files(path)),
        ];
    }

    private static IEnumerable<PredictionInput> Files(string path)
    {
        IReadOnlyList<(string Path, SaccadeException? Failure)> files = Directory.Exists(path) ? PictureSearch.In(path)
            : !File.Exists(path) && PictureSearch.IsPattern(path) && PictureSearch.Matching(path) is { Count: > 0 } matches ? matches
            : [(path, null)];
        return files.Select(file => file.Failure is SaccadeException failure
            ? new PredictionInput(file.Path, () => throw failure)
            : OfFile(file.Path));
    }

    private static PredictionInput OfFile(string path) => new(path, () => InputFile.ReadBytes(path, PictureDecoder.MostBytes));

    private static byte[] ReadStream(Func<Stream> open)
    {
        using Stream stream = open();
        return InputFile.ReadToEnd(stream, PictureDecoder.MostBytes);
    }
}
