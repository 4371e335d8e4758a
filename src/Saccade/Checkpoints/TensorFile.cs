using System.Text.Json;
using Saccade.Runtime;

namespace Saccade.Checkpoints;

/// <summary>
/// A safetensors file: named 32-bit floating-point tensors and a table of texts. What Saccade writes carries a SHA-256
/// over the whole file, so that a single flipped bit anywhere is noticed; files made elsewhere are read without one.
/// </summary>
/// <param name="Tensors">The tensors, in the order of the file's header; names are unique.</param>
/// <param name="Metadata">Texts by key; the checksum's own keys are not among them.</param>
public sealed record TensorFile(IReadOnlyList<NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>What messages call the file: the path it was read from.</summary>
    public string Source { get; init; } = "The tensor file";

    /// <summary>Reads a file and checks all of it.</summary>
    /// <exception cref="SaccadeException">The file is missing, damaged, no safetensors file, or holds other than 32-bit floats.</exception>
    public static TensorFile Read(string path)
    {
        try
        {
            using FileStream stream = RegularFile.Open(path);
            return Read(stream, path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SaccadeException($"{path} does not exist.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SaccadeException($"Cannot read {path}: {(Directory.Exists(path) ? "it is a folder." : e.Message)}", e);
        }
    }

    /// <summary>Writes the file atomically; the same tensors and texts always give the same bytes.</summary>
    /// <exception cref="SaccadeException">
    /// The file cannot be written, two tensors share a name, a shape does not fit its values, or a name is reserved.
    /// </exception>
    public void Write(string path)
    {
        byte[] opening = TensorFileWriter.Opening(this);
        AtomicFile.Write(path, stream => TensorFileWriter.Write(stream, opening, Tensors));
    }

    /// <summary>Whether there is a tensor of that name.</summary>
    public bool Contains(string name) => Tensors.Any(tensor => tensor.Name == name);

    /// <summary>The tensor of that name and shape.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The lengths it must have, outermost first.</param>
    /// <exception cref="SaccadeException">There is none of that name, or it has another shape.</exception>
    public NamedTensor Tensor(string name, params ReadOnlySpan<int> shape)
    {
        NamedTensor tensor = Tensors.FirstOrDefault(tensor => tensor.Name == name)
            ?? throw new SaccadeException($"{Source} has no tensor {Quote(name)} of shape {Text(shape)}; it was made for another model.");
        int[] found = [.. tensor.Shape];
        return shape.SequenceEqual(found)
            ? tensor
            : throw new SaccadeException(
                $"{Source}: tensor {Quote(name)} has the shape {Text(found)}, expected was {Text(shape)}; it was made for another model.");
    }

    /// <summary>The text under a key.</summary>
    /// <exception cref="SaccadeException">There is none.</exception>
    public string Text(string key) =>
        Metadata.GetValueOrDefault(key) ?? throw new SaccadeException($"{Source} has no entry {Quote(key)} in its metadata.");

    internal static TensorFile Read(Stream stream, string source)
    {
        try
        {
            return TensorFileReader.Read(stream) with { Source = source };
        }
        // GetString of the JSON reader throws InvalidOperationException for what is no UTF-8.
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            throw new SaccadeException($"{source} is damaged or no safetensors file: {e.Message}", e);
        }
    }

    internal static string Text(ReadOnlySpan<int> shape) => $"[{string.Join(", ", shape.ToArray())}]";

    /// <summary>A name from a file as it may stand in a message of one line.</summary>
    internal static string Quote(string name)
    {
        string text = JsonEncodedText.Encode(name).ToString();
        return text.Length <= 80 ? $"'{text}'" : $"'{text[..80]}…'";
    }
}
