namespace Saccade.Data.Sources;

/// <summary>The location of the MNIST files.</summary>
/// <param name="Folder">The folder, which need not exist.</param>
/// <param name="Origin">How the folder was chosen.</param>
/// <param name="Missing">The missing files; empty if all exist. Their content is not checked.</param>
public sealed record MnistLocation(string Folder, MnistOrigin Origin, IReadOnlyList<string> Missing);
