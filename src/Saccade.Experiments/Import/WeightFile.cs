using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using Saccade.Checkpoints;
using Saccade.Experiments.Import.Formats;

namespace Saccade.Experiments.Import;

/// <summary>Weights of another program: a checkpoint of PyTorch, an archive of NumPy, HDF5, or safetensors.</summary>
internal static class WeightFile
{
    private const int MostBytes = 1 << 30;

    // Of safetensors: 8 bytes for the length of the header, then the header, an object of JSON.
    private const int HeaderAt = 8;
    private const int MostHeader = 16 << 20;

    /// <summary>Reads a file.</summary>
    /// <typeparam name="T">What is made of its tensors.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="use">Uses the tensors, whose values can be read until it ends.</param>
    /// <exception cref="SaccadeException">The file is missing, damaged, hostile, or has no weights that can be read.</exception>
    public static T Read<T>(string path, Func<IReadOnlyList<StoredTensor>, T> use)
    {
        try
        {
            Content start = new(InputFile.Read(path, Start));
            bool isArchive = start.BeginsWith("PK\x03\x04"u8), isHdf5 = Hdf5File.Begins(start);
            if (!isArchive && !isHdf5 && !PyTorchFile.IsPickle(start))
            {
                return use([.. TensorFile.Read(path, acceptChanged: true).Tensors
                    .Select(tensor => new StoredTensor(tensor.Name, tensor.Shape, () => tensor.Values))]);
            }
            byte[] bytes = InputFile.ReadBytes(path, MostBytes);
            if (isArchive)
            {
                using ZipArchive archive = new(new MemoryStream(bytes));
                return use(OfArchive(archive));
            }
            Content content = new(bytes);
            return use(isHdf5 ? Hdf5File.Read(content) : PyTorchFile.Read(content));
        }
        catch (SaccadeException e)
        {
            throw e.At(path);
        }
        // What System.IO.Compression throws for archives that are damaged, or packed in a way that it does not know.
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or EndOfStreamException)
        {
            throw Content.Damaged("its compressed data are broken").At(path);
        }
    }

    /// <summary>Whether a file is a model of Saccade, which states its options in its header.</summary>
    public static bool IsModel(string path) => InputFile.Read(path, file =>
    {
        byte[] start = Start(file);
        long length = start.Length > HeaderAt && start[HeaderAt] == '{' ? BinaryPrimitives.ReadInt64LittleEndian(start) : 0;
        if (length is <= 0 or > MostHeader || length > file.Length - HeaderAt)
        {
            return false;
        }
        byte[] header = new byte[length];
        file.Position = HeaderAt;
        file.ReadExactly(header);
        try
        {
            using JsonDocument json = JsonDocument.Parse(header);
            return json.RootElement.TryGetProperty("__metadata__", out JsonElement texts)
                && texts.ValueKind == JsonValueKind.Object && texts.TryGetProperty("model", out _);
        }
        // InvalidOperationException: a name is no text.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    });

    /// <summary>What shows the format of a file.</summary>
    private static byte[] Start(FileStream file)
    {
        byte[] start = new byte[16];
        return start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }

    private static IReadOnlyList<StoredTensor> OfArchive(ZipArchive archive)
    {
        ZipArchiveEntry? pickle = archive.Entries.FirstOrDefault(
            entry => entry.FullName == "data.pkl" || entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal));
        return pickle is not null ? PyTorchFile.Read(archive, pickle)
            : NumpyArchive.Read(archive) is { Count: > 0 } arrays ? arrays
            : throw Content.Unsupported("it is a ZIP archive and has neither a checkpoint of PyTorch nor floating-point arrays of NumPy");
    }
}
