using System.IO.Compression;
using Saccade.Checkpoints;
using Saccade.Experiments.Import.Formats;

namespace Saccade.Experiments.Import;

/// <summary>Weights of another program: a checkpoint of PyTorch, an archive of NumPy, HDF5, or safetensors.</summary>
internal static class WeightFile
{
    private const int MostBytes = 1 << 30;

    /// <summary>Reads a file.</summary>
    /// <typeparam name="T">What is made of its tensors.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="use">Uses the tensors, whose values can be read until it ends.</param>
    /// <exception cref="SaccadeException">The file is missing, damaged, hostile, or has no weights that can be read.</exception>
    public static T Read<T>(string path, Func<IReadOnlyList<StoredTensor>, T> use)
    {
        byte[] bytes = InputFile.ReadBytes(path, MostBytes);
        try
        {
            Content content = new(bytes);
            if (bytes.AsSpan().StartsWith("PK\x03\x04"u8))
            {
                using ZipArchive archive = new(new MemoryStream(bytes));
                return use(OfArchive(archive));
            }
            return use(Hdf5File.Begins(content) ? Hdf5File.Read(content)
                : PyTorchFile.IsPickle(content) ? PyTorchFile.Read(content)
                : [.. TensorFile.Read(path, acceptChanged: true).Tensors
                    .Select(tensor => new StoredTensor(tensor.Name, tensor.Shape, () => tensor.Values))]);
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

    /// <summary>Whether a file is a model of Saccade, which states its options.</summary>
    public static bool IsModel(string path)
    {
        try
        {
            return TensorFile.Read(path, acceptChanged: true).Metadata.ContainsKey("model");
        }
        catch (SaccadeException e) when (e.Error.Kind is ErrorKind.Damaged)
        {
            return false;
        }
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
