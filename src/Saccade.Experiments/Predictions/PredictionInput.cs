using Saccade.Imaging.Decoding;
using Saccade.Imaging.Folders;

namespace Saccade.Experiments.Predictions;

/// <summary>A picture to classify: its name in the results, and how its bytes are read.</summary>
/// <param name="Name">The path, or - for standard input.</param>
/// <param name="Read">Reads the content.</param>
public sealed record PredictionInput(string Name, Func<byte[]> Read)
{
    /// <summary>The name of standard input.</summary>
    public const string StandardInput = "-";

    private static readonly char[] s_wildcards = ['*', '?'];

    /// <summary>
    /// The pictures that paths name, in their order: a file; a folder, for all pictures at any depth; the pattern of a file's name, such as
    /// <c>DIR/*.jpg</c>; or - for a picture from standard input. A path that does not exist stays, and fails when it is read.
    /// </summary>
    /// <param name="paths">The paths.</param>
    /// <param name="standardInput">Opens standard input.</param>
    /// <exception cref="SaccadeException">A folder cannot be read.</exception>
    public static IReadOnlyList<PredictionInput> Find(IEnumerable<string> paths, Func<Stream> standardInput)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return
        [
            .. paths.SelectMany(path => path == StandardInput
                ? [new PredictionInput(StandardInput, () => ReadStream(standardInput))]
                : Files(path).Select(file => new PredictionInput(file, () => InputFile.ReadBytes(file, PictureDecoder.MostBytes)))),
        ];
    }

    private static IEnumerable<string> Files(string path)
    {
        string name = Path.GetFileName(path), folder = Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";
        return Directory.Exists(path) ? PictureFiles.In(path)
            : File.Exists(path) || name.IndexOfAny(s_wildcards) < 0 || !Directory.Exists(folder) ? [path]
            : PictureFiles.Matching(folder, name) is { Count: > 0 } matches ? matches
            : [path];
    }

    private static byte[] ReadStream(Func<Stream> open)
    {
        using Stream stream = open();
        return InputFile.ReadToEnd(stream, PictureDecoder.MostBytes);
    }
}
