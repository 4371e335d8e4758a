using Saccade.Data.Formats;
using Saccade.Data.Sources;
using Saccade.Errors;
using Saccade.Images;
using Saccade.Tests.Data.Formats;

namespace Saccade.Tests.Data.Sources;

public sealed class MnistSourceTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly ScratchFolder _other = new();
    private readonly FakeMnist _mnist = new();

    public void Dispose()
    {
        _folder.Dispose();
        _other.Dispose();
        _mnist.Dispose();
    }

    [Fact]
    public void Training_needs_and_reads_the_training_files_only()
    {
        _mnist.WriteTo(_folder, _mnist.Files.TrainingImages, _mnist.Files.TrainingLabels);
        _folder.Write("t10k-images-idx3-ubyte", [1, 2, 3]);
        ImageSet digits = Load(_mnist.Source(_folder.Path), MnistPart.Training);
        Assert.Equal([1, 2, 3, 4], digits.Labels.ToArray());
        Assert.Equal([4, 5, 6, 7], digits.Image(1).ToArray());
        Assert.Empty(_mnist.Requests);
    }

    [Fact]
    public void Test_digits_need_the_test_files_only_and_may_be_plain()
    {
        _folder.Write("t10k-images-idx3-ubyte", Idx.Counting(100, 2, 2, 2));
        _folder.Write("t10k-labels-idx1-ubyte.gz", Idx.Counting(8, 2));
        Assert.Equal([8, 9], Load(_mnist.Source(_folder.Path), MnistPart.Test).Labels.ToArray());
    }

    [Fact]
    public void The_named_folder_comes_before_the_environment_and_that_before_the_cache()
    {
        (string, string) data = ("SACCADE_DATA", _other.Path);
        (string, string) cache = ("XDG_CACHE_HOME", _folder.Path);
        Assert.Equal((_folder.Path, MnistOrigin.Caller), Found(_mnist.Source(_folder.Path, data)));
        Assert.Equal((_other.Path, MnistOrigin.Environment), Found(_mnist.Source(null, data, cache)));
        Assert.Equal((_other.Path, MnistOrigin.Environment), Found(_mnist.Source(null, data, ("HOME", "/"))));
        Assert.Equal(MnistOrigin.Cache, Found(_mnist.Source(null, ("SACCADE_DATA", ""), cache)).Origin);
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(_folder[Path.Combine("saccade", "mnist")], Found(_mnist.Source(null, cache)).Folder);
        Assert.EndsWith(Path.Combine(".cache", "saccade", "mnist"), Found(_mnist.Source(null, ("XDG_CACHE_HOME", "relative"))).Folder);

        static (string Folder, MnistOrigin Origin) Found(MnistSource source) => (source.Find().Folder, source.Find().Origin);
    }

    [Fact]
    public void Finding_reports_what_is_missing_and_fetches_nothing()
    {
        _mnist.WriteTo(_folder, _mnist.Files.TrainingImages, _mnist.Files.TestLabels);
        MnistSource source = _mnist.Source(_folder.Path);
        Assert.Equal(["train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz"], source.Find().Missing);
        Assert.Equal(["t10k-images-idx3-ubyte.gz"], source.Find(MnistPart.Test).Missing);
        Assert.Empty(_mnist.Requests);
    }

    [Fact]
    public void A_named_folder_without_the_files_is_an_error_that_names_them_never_a_download()
    {
        _mnist.WriteTo(_folder, _mnist.Files.TrainingImages);
        MnistSource[] sources = [_mnist.Source(_folder.Path), _mnist.Source(null, ("SACCADE_DATA", _folder.Path))];
        foreach (MnistSource source in sources)
        {
            ErrorData error = Assert.Throws<SaccadeException>(() => Load(source, MnistPart.Training)).Error;
            Assert.Equal(
                (ErrorKind.Missing, source == sources[0] ? "data folder" : "SACCADE_DATA", _folder.Path),
                (error.Kind, error.Key, error.Value));
            Assert.Equal("the folder lacks train-labels-idx1-ubyte.gz (or the same without .gz)", error.Detail);
            Assert.StartsWith("put the files there", error.Remedy);
        }
        ErrorData none = Assert.Throws<SaccadeException>(() => Load(_mnist.Source(_folder["none"]), MnistPart.Test)).Error;
        Assert.Equal((ErrorKind.Missing, _folder["none"]), (none.Kind, none.Value));
        Assert.StartsWith("the folder does not exist", none.Detail);
        Assert.Throws<OptionException>(() => new MnistSource(" "));
        Assert.Empty(_mnist.Requests);
    }

    [Fact]
    public void Another_content_is_refused_with_file_and_remedy()
    {
        _mnist.WriteTo(_folder, _mnist.Files.TestImages);
        string path = _folder.Write("t10k-labels-idx1-ubyte", Idx.Counting(7, 2));
        ErrorData error = Assert.Throws<SaccadeException>(() => Load(_mnist.Source(_folder.Path), MnistPart.Test)).Error;
        Assert.Equal((ErrorKind.Damaged, path, "SHA-256"), (error.Kind, error.Path, error.Key));
        Assert.Equal((IdxContent.Read(path, "labels", 1).Sha256(), _mnist.Files.TestLabels.Sha256), (error.Value, error.Allowed));
        Assert.StartsWith(
            "put the published t10k-labels-idx1-ubyte.gz there, or read these files with --set task.digits=idx", error.Remedy);
    }

    [Fact]
    public void Files_in_the_folder_are_verified_without_a_download()
    {
        _mnist.WriteTo(_folder, _mnist.Files.TestImages, _mnist.Files.TrainingLabels);
        MnistSource source = _mnist.Source(_folder.Path);
        Assert.Empty(source.Verify());
        string foreign = _folder.Write("t10k-labels-idx1-ubyte", Idx.Counting(7, 2));
        string damaged = _folder.Write("train-images-idx3-ubyte", [1]);
        Assert.Equal([damaged, foreign], source.Verify().Select(wrong => wrong.Error.Path));
        Assert.Empty(_mnist.Requests);
    }

    [Fact]
    public void A_truncated_file_of_the_cache_is_refused_with_the_advice_to_delete_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The cache of Windows is not named by a variable.");
        Directory.CreateDirectory(_folder[Path.Combine("saccade", "mnist")]);
        _folder.Write(Path.Combine("saccade", "mnist", "t10k-images-idx3-ubyte"), Idx.Counting(100, 2, 2, 2)[..^1]);
        _folder.Write(Path.Combine("saccade", "mnist", "t10k-labels-idx1-ubyte"), Idx.Counting(8, 2));
        MnistSource source = _mnist.Source(null, ("XDG_CACHE_HOME", _folder.Path));
        ErrorData error = Assert.Throws<SaccadeException>(() => Load(source, MnistPart.Test)).Error;
        Assert.Equal((ErrorKind.Damaged, "t10k-images-idx3-ubyte"), (error.Kind, Path.GetFileName(error.Path)));
        Assert.Equal("delete it; it will be downloaded again", error.Remedy);
    }

    [Fact]
    public void The_published_files_are_read_and_verified()
    {
        string? folder = Environment.GetEnvironmentVariable("SACCADE_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "SACCADE_DATA does not name the folder of MNIST.");
        ImageSet training = Load(new MnistSource(folder), MnistPart.Training);
        ImageSet test = Load(new MnistSource(folder), MnistPart.Test);
        Assert.Equal((60_000, 10_000), (training.Count, test.Count));
        Assert.Equal(new ImageSize(1, 28, 28), training.Size);
        Assert.Equal([5, 0, 4, 1, 9], training.Labels[..5].ToArray());
        Assert.Equal([7, 2, 1, 0, 4], test.Labels[..5].ToArray());
    }

    private static ImageSet Load(MnistSource source, MnistPart part) =>
        source.Load(part, download: null, TestContext.Current.CancellationToken);
}
