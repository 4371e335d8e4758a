using Saccade.Data.Formats;

namespace Saccade.Data.Sources;

/// <summary>A published file of a data set: name, unpacked length and SHA-256 of the unpacked bytes.</summary>
internal sealed record MnistFile(string Name, long UnpackedBytes, string Sha256)
{
    /// <summary>Its name on mirrors.</summary>
    public string PackedName => Name + ".gz";

    /// <summary>Its path in a folder, plain or gzip'd; null if it is not there.</summary>
    public string? In(string folder) => new[] { Name, PackedName }.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private const string OtherFiles =
        "or read these files with --set task.digits=idx and task.training_images, task.training_labels, task.test_images, task.test_labels";

    /// <summary>Reads the file at <paramref name="path"/> and verifies that it is the published file.</summary>
    public IdxContent Read(string path, string? remedy)
    {
        IdxContent content;
        try
        {
            content = Name.Contains("labels", StringComparison.Ordinal)
                ? IdxContent.Read(path, "labels", 1)
                : IdxContent.Read(path, "images", 3, 4);
        }
        catch (SaccadeException failure)
        {
            throw failure.With(failure.Error with { Remedy = remedy ?? failure.Error.Remedy });
        }
        string hash = content.Sha256();
        return hash == Sha256
            ? content
            : throw new SaccadeException(new(
                ErrorKind.Damaged, Path: path, Key: "SHA-256", Value: hash, Allowed: Sha256,
                Detail: $"the file is not MNIST's {Name}", Remedy: remedy is null ? null : $"{remedy}, {OtherFiles}"));
    }
}
