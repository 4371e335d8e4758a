namespace Saccade.Tests.Data;

/// <summary>An empty folder that goes away with the test.</summary>
public sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("saccade-test-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string[] Names => [.. Directory.EnumerateFileSystemEntries(Path).Select(System.IO.Path.GetFileName).Order()!];

    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(this[name], content);
        return this[name];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
