using System.Net;
using System.Security.Cryptography;
using Saccade.Data.Sources;
using Saccade.Tests.Data.Formats;

namespace Saccade.Tests.Data.Sources;

/// <summary>A data set laid out like MNIST, four training and two test digits small, with mirrors that follow a script.</summary>
internal sealed class FakeMnist : HttpMessageHandler
{
    private readonly Dictionary<string, byte[]> _packed = [];

    public FakeMnist() => Files = new(
        Make("train-images-idx3-ubyte", Idx.Counting(0, 4, 2, 2)), Make("train-labels-idx1-ubyte", Idx.Counting(1, 4)),
        Make("t10k-images-idx3-ubyte", Idx.Counting(100, 2, 2, 2)), Make("t10k-labels-idx1-ubyte", Idx.Counting(8, 2)),
        [new("https://first.test/mnist/"), new("https://second.test/mnist/")]);

    public MnistFiles Files { get; }

    public List<string> Requests { get; } = [];

    /// <summary>What a mirror answers: gets its host and the right content, gives what it sends.</summary>
    public Func<string, byte[], HttpContent?> Answer { get; set; } = (_, content) => new ByteArrayContent(content);

    public byte[] Packed(string name) => _packed[name];

    public void WriteTo(ScratchFolder folder, params MnistFile[] files)
    {
        foreach (MnistFile file in files)
        {
            folder.Write(file.PackedName, Packed(file.PackedName));
        }
    }

    public MnistSource Source(string? folder, params (string Name, string Value)[] environment) =>
        new(folder, Files, this, name => environment.FirstOrDefault(each => each.Name == name).Value);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Uri address = request.RequestUri!;
        lock (Requests)
        {
            Requests.Add($"{address.Host} {Path.GetFileName(address.AbsolutePath)}");
        }
        HttpContent? answer = Answer(address.Host, Packed(Path.GetFileName(address.AbsolutePath)));
        return Task.FromResult(answer is null
            ? new HttpResponseMessage(HttpStatusCode.NotFound)
            : new HttpResponseMessage(HttpStatusCode.OK) { Content = answer });
    }

    private MnistFile Make(string name, byte[] content)
    {
        MnistFile file = new(name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));
        _packed[file.PackedName] = Idx.Gzip(content);
        return file;
    }
}
