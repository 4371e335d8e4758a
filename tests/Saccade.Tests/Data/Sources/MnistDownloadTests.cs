using Saccade.Data.Formats;
using Saccade.Data.Sources;
using Saccade.Errors;
using Saccade.Tests.Data.Formats;

namespace Saccade.Tests.Data.Sources;

public sealed class MnistDownloadTests : IDisposable
{
    private readonly ScratchFolder _cache = new();
    private readonly FakeMnist _mnist = new();

    public void Dispose()
    {
        _cache.Dispose();
        _mnist.Dispose();
    }

    [Fact]
    public async Task The_first_mirror_is_enough_and_progress_is_reported()
    {
        Progress progress = new();
        await Fetch(progress);
        int length = _mnist.Packed(File.PackedName).Length;
        Assert.Equal(_mnist.Packed(File.PackedName), System.IO.File.ReadAllBytes(_cache[File.PackedName]));
        Assert.Equal(["first.test " + File.PackedName], _mnist.Requests);
        Assert.Equal(new DownloadProgress(File.PackedName, 0, length), progress.Reports[0]);
        Assert.Equal(new DownloadProgress(File.PackedName, length, length), progress.Reports[^1]);
    }

    public static TheoryData<string> Failures => ["missing", "refused", "truncated", "breaks off", "other content", "endless"];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task When_the_first_mirror_fails_the_second_serves(string failure)
    {
        _mnist.Answer = (host, content) => host == "first.test" ? Fail(failure, content) : new ByteArrayContent(content);
        await Fetch();
        Assert.Equal(["first.test " + File.PackedName, "second.test " + File.PackedName], _mnist.Requests);
        Assert.Equal([File.PackedName], _cache.Names);
        Assert.Equal(File.Sha256, IdxContent.Read(_cache[File.PackedName], "images", 3).Sha256());
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task When_all_mirrors_fail_twice_nothing_is_left_behind(string failure)
    {
        _mnist.Answer = (_, content) => Fail(failure, content);
        SaccadeException refusal = await Assert.ThrowsAsync<SaccadeException>(() => Fetch());
        Assert.Equal(4, _mnist.Requests.Count);
        Assert.Equal((ErrorKind.Unavailable, File.PackedName), (refusal.Error.Kind, refusal.Error.Key));
        Assert.Contains("first.test", refusal.Error.Detail);
        Assert.Contains("second.test", refusal.Error.Detail);
        Assert.Contains("--data", refusal.Error.Remedy);
        Assert.Equal(4, Assert.IsType<AggregateException>(refusal.InnerException).InnerExceptions.Count);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.Empty(_cache.Names);
    }

    [Fact]
    public async Task A_mirror_that_failed_once_is_asked_again()
    {
        int asked = 0;
        _mnist.Answer = (_, content) => ++asked == 4 ? new ByteArrayContent(content) : null;
        await Fetch();
        Assert.Equal([File.PackedName], _cache.Names);
    }

    [Fact]
    public async Task Many_at_once_into_one_cache_leave_one_whole_file()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Fetch())));
        Assert.Equal([File.PackedName], _cache.Names);
        Assert.Equal(_mnist.Packed(File.PackedName), System.IO.File.ReadAllBytes(_cache[File.PackedName]));
    }

    [Fact]
    public async Task A_cancelled_download_leaves_nothing()
    {
        using CancellationTokenSource stop = new();
        Progress progress = new() { OnReport = stop.Cancel };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Fetch(progress, stop.Token));
        Assert.Single(_mnist.Requests);
        Assert.Empty(_cache.Names);
    }

    [Fact]
    public async Task A_cache_that_cannot_be_made_is_named()
    {
        string file = _cache.Write("file", [1]);
        MnistDownload download = new(_mnist.Files.Mirrors, _mnist);
        SaccadeException refusal =
            await Assert.ThrowsAsync<SaccadeException>(
                () => download.Fetch(File, Path.Combine(file, "mnist"), null, CancellationToken.None));
        Assert.Equal((ErrorKind.Unwritable, Path.Combine(file, "mnist")), (refusal.Error.Kind, refusal.Error.Path));
        Assert.Contains("--data", refusal.Error.Remedy);
        Assert.Empty(_mnist.Requests);
    }

    [Fact]
    public void Loading_downloads_only_what_the_part_lacks()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The cache of Windows is not named by a variable.");
        MnistSource source = _mnist.Source(null, ("XDG_CACHE_HOME", _cache.Path));
        Progress progress = new();
        for (int repeat = 0; repeat < 2; repeat++)
        {
            Assert.Equal([8, 9], source.Load(MnistPart.Test, progress, TestContext.Current.CancellationToken).Labels.ToArray());
        }
        Assert.Equal(["first.test t10k-images-idx3-ubyte.gz", "first.test t10k-labels-idx1-ubyte.gz"], _mnist.Requests);
        Assert.Equal(2, source.Find().Missing.Count);
        Assert.NotEmpty(progress.Reports);
    }

    private MnistFile File => _mnist.Files.TrainingImages;

    private Task Fetch(IProgress<DownloadProgress>? progress = null, CancellationToken? cancellation = null) =>
        new MnistDownload(_mnist.Files.Mirrors, _mnist)
            .Fetch(File, _cache.Path, progress, cancellation ?? TestContext.Current.CancellationToken);

    private static HttpContent? Fail(string failure, byte[] content) => failure switch
    {
        "missing" => null,
        "refused" => throw new HttpRequestException("connection refused"),
        "truncated" => new ByteArrayContent(content[..^9]),
        "breaks off" => new StreamContent(new Body(content[..20], () => throw new IOException("connection reset"))),
        "other content" => new ByteArrayContent(Idx.Gzip(Idx.Counting(1, 4, 2, 2))),
        _ => new StreamContent(new Body([], () => 4096)),
    };

    private sealed class Progress : IProgress<DownloadProgress>
    {
        public List<DownloadProgress> Reports { get; } = [];

        public Action OnReport { get; init; } = () => { };

        public void Report(DownloadProgress value)
        {
            Reports.Add(value);
            OnReport();
        }
    }

    /// <summary>Gives its content, then whatever <paramref name="then"/> says; cannot seek, as a network's body.</summary>
    private sealed class Body(byte[] content, Func<int> then) : MemoryStream(content)
    {
        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer) => base.Read(buffer) is > 0 and int read ? read : then();

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span));
    }
}
