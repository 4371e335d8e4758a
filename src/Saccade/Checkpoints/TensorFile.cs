using System.Text.Json;
using Saccade.IO;

namespace Saccade.Checkpoints;

/// <summary>
/// A safetensors file: named 32-bit floating-point tensors and a table of texts. Files written by Saccade contain a SHA-256 of the whole
/// file, which detects every flipped bit; files of other programs are read without one. Floating-point numbers of 64 and 16 bits are
/// converted; tensors of other types are skipped.
/// </summary>
/// <param name="Tensors">The tensors, in the order of the file's header; names are unique.</param>
/// <param name="Metadata">Texts by key, without the keys of the checksum.</param>
public sealed record TensorFile(IReadOnlyList<NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The path of the file, for errors.</summary>
    public string Source { get; init; } = "The tensor file";

    /// <summary>Tensors of the file that have no floating-point numbers. <see cref="Write"/> leaves them out.</summary>
    public IReadOnlyList<SkippedTensor> Skipped => [.. Stored.ExceptBy(Tensors.Select(tensor => tensor.Name), tensor => tensor.Name)];

    /// <summary>All tensors with their types as the file states them; none unless it was read.</summary>
    internal IReadOnlyList<SkippedTensor> Stored { get; init; } = [];

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="acceptChanged">Whether to accept content that was changed after it was written, which the checksum detects.</param>
    /// <exception cref="SaccadeException">The file is missing, damaged, changed, or not a safetensors file.</exception>
    public static TensorFile Read(string path, bool acceptChanged = false) =>
        InputFile.Read(path, stream => Read(stream, path, acceptChanged));

    /// <summary>Writes the file atomically; equal tensors and texts give equal bytes.</summary>
    /// <exception cref="SaccadeException">
    /// The file cannot be written, two tensors share a name, a shape does not fit its values, or a name is reserved.
    /// </exception>
    public void Write(string path)
    {
        byte[] opening = TensorFileWriter.Opening(this);
        AtomicFile.Write(path, stream => TensorFileWriter.Write(stream, opening, Tensors));
    }

    /// <summary>The tensor of that name and shape.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The required shape, outermost length first.</param>
    /// <exception cref="SaccadeException">There is none of that name, or it has another shape.</exception>
    public NamedTensor Tensor(string name, params ReadOnlySpan<int> shape)
    {
        try
        {
            return Skipped.FirstOrDefault(tensor => tensor.Name == name) is SkippedTensor skipped
                ? throw new SaccadeException(new(
                    ErrorKind.WrongType, Key: name, Detail: $"the tensor has the type {Quote(skipped.Type)}",
                    Remedy: $"convert it to one of {TensorType.Readable}"))
                : NamedTensors.Find(Tensors, name, shape.ToArray());
        }
        catch (SaccadeException e)
        {
            throw e.At(Source);
        }
    }

    internal static TensorFile Read(Stream stream, string source, bool acceptChanged = false)
    {
        try
        {
            return TensorFileReader.Read(stream, acceptChanged) with { Source = source };
        }
        catch (SaccadeException e)
        {
            throw e.At(source);
        }
        // Utf8JsonReader.GetString throws InvalidOperationException for invalid UTF-8.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new SaccadeException(
                new(ErrorKind.Damaged, Path: source, Detail: "its header is not JSON", Remedy: "give a safetensors file"), e);
        }
    }

    /// <summary>The error of a damaged file; the caller adds its path.</summary>
    internal static SaccadeException Damaged(string detail) =>
        new(new(ErrorKind.Damaged, Detail: detail, Remedy: "give a safetensors file"));

    /// <summary>A name from a file, escaped and shortened for a message.</summary>
    internal static string Quote(string name)
    {
        string text = JsonEncodedText.Encode(name).ToString();
        return text.Length <= 80 ? $"'{text}'" : $"'{text[..80]}…'";
    }
}
