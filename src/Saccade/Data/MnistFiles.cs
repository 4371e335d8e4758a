using Saccade.Runtime;

namespace Saccade.Data;

/// <summary>A file of a data set as published: its name, its bytes unpacked, and the SHA-256 of these.</summary>
internal sealed record MnistFile(string Name, long UnpackedBytes, string Sha256)
{
    /// <summary>The name under which mirrors serve it.</summary>
    public string PackedName => Name + ".gz";

    /// <summary>Where the file lies in a folder, plain or gzip'd; null if it doesn't.</summary>
    public string? In(string folder) =>
        new[] { Name, PackedName }.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Reads the file at <paramref name="path"/> and makes sure that it is the published one.</summary>
    public IdxContent Read(string path, string remedy)
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
            throw new SaccadeException($"{failure.Message} {remedy}", failure);
        }
        string hash = content.Sha256();
        return hash == Sha256
            ? content
            : throw new SaccadeException($"{path}: its content is not MNIST's {Name}: SHA-256 is {hash}, not {Sha256}. {remedy}");
    }
}

/// <summary>The files of a data set laid out like MNIST, and who serves them.</summary>
internal sealed record MnistFiles(
    MnistFile TrainingImages, MnistFile TrainingLabels, MnistFile TestImages, MnistFile TestLabels, IReadOnlyList<Uri> Mirrors)
{
    /// <summary>MNIST itself.</summary>
    public static MnistFiles Published { get; } = new(
        new("train-images-idx3-ubyte", 47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        new("train-labels-idx1-ubyte", 60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        new("t10k-images-idx3-ubyte", 7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        new("t10k-labels-idx1-ubyte", 10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
        [new("https://ossci-datasets.s3.amazonaws.com/mnist/"), new("https://storage.googleapis.com/cvdf-datasets/mnist/")]);

    public (MnistFile Images, MnistFile Labels) Of(MnistPart part) =>
        part == MnistPart.Training ? (TrainingImages, TrainingLabels) : (TestImages, TestLabels);
}
