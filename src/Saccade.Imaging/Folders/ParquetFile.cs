using System.Text.Json;
using Parquet;
using Parquet.Schema;
using Saccade.IO;

namespace Saccade.Imaging.Folders;

/// <summary>
/// A Parquet file of pictures and labels. The labels are read when it is opened; pictures by row groups, of which the last one read is
/// kept. Thread-safe.
/// </summary>
internal sealed class ParquetFile
{
    private const string Metadata = "huggingface";
    private const int MostNamed = 20;
    private static readonly string[] s_labelColumns = ["label", "labels", "class"];

    private readonly string _path;
    private readonly int[] _groupEnds;
    private readonly Lock _lock = new();
    private (int Group, byte[]?[] Pictures)? _read;

    private ParquetFile(string path, int[] groupEnds, IReadOnlyList<string?> labels, IReadOnlyList<string> classNames)
    {
        (_path, _groupEnds, Labels, ClassNames) = (path, groupEnds, labels, classNames);
        Stamp = FileStamp.Read(path);
    }

    /// <summary>Identifies the content of the file.</summary>
    public FileStamp Stamp { get; }

    /// <summary>The label of each row; null for a row without one: an empty text, or a number below 0.</summary>
    public IReadOnlyList<string?> Labels { get; }

    /// <summary>The names of the classes in their order, if the metadata has them; else empty.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Opens a file and reads its labels.</summary>
    /// <exception cref="SaccadeException">The file cannot be read, or lacks pictures or labels.</exception>
    public static ParquetFile Open(string path) => Read(path, async (reader, file) =>
    {
        DataField label = reader.Schema.DataFields.FirstOrDefault(field => s_labelColumns.Contains(field.Path.ToString()))
            ?? throw Lacks(path, "labels, a column called label; its columns are "
                + TerminalText.OneLine(string.Join(", ", reader.Schema.DataFields.Take(MostNamed).Select(field => field.Path.ToString()))));
        _ = Pictures(reader, path);
        IReadOnlyList<string> names = Names(reader, label.Name);
        // Memory is taken for each row, and no picture is shorter than a byte.
        if (Enumerable.Range(0, reader.RowGroupCount).Sum(group => (double)RowsOf(reader, group)) > new FileInfo(path).Length)
        {
            throw Damaged(path);
        }
        List<string?> labels = [];
        List<int> ends = [];
        for (int group = 0; group < reader.RowGroupCount; group++)
        {
            using ParquetRowGroupReader rows = reader.OpenRowGroupReader(group);
            labels.AddRange(await LabelsOf(rows, file, label, names, path));
            ends.Add(labels.Count);
        }
        return new ParquetFile(path, [.. ends], labels, names);
    });

    /// <summary>The bytes of a picture.</summary>
    /// <exception cref="SaccadeException">The file cannot be read, or the row has no picture; the error has no path.</exception>
    public byte[] ReadPicture(int row)
    {
        lock (_lock)
        {
            int group = Array.FindIndex(_groupEnds, end => row < end);
            if (_read?.Group != group)
            {
                // Before the next one is read, so that memory holds one.
                _read = null;
                _read = (group, Read(_path, (reader, file) => PicturesOf(reader, file, group, _path)));
            }
            return _read.Value.Pictures[row - (group > 0 ? _groupEnds[group - 1] : 0)]
                ?? throw new SaccadeException(new(ErrorKind.Missing, Detail: "the row has no picture"));
        }
    }

    private static long RowsOf(ParquetReader reader, int group)
    {
        using ParquetRowGroupReader rows = reader.OpenRowGroupReader(group);
        return rows.RowCount;
    }

    private static async Task<byte[]?[]> PicturesOf(ParquetReader reader, Stream file, int group, string path)
    {
        using ParquetRowGroupReader rows = reader.OpenRowGroupReader(group);
        DataField column = Pictures(reader, path);
        ParquetClaims.CheckPages(file, rows.GetMetadata(column));
        byte[]?[] pictures = new byte[rows.RowCount][];
        await rows.ReadAsync(column, pictures.AsMemory());
        return pictures;
    }

    private static async Task<IEnumerable<string?>> LabelsOf(
        ParquetRowGroupReader rows, Stream file, DataField label, IReadOnlyList<string> names, string path)
    {
        ParquetClaims.CheckPages(file, rows.GetMetadata(label));
        if (label.ClrType == typeof(ReadOnlyMemory<char>))
        {
            string?[] texts = new string[rows.RowCount];
            await rows.ReadAsync(label, texts.AsMemory());
            return texts.Select(text => string.IsNullOrEmpty(text) ? null : TerminalText.OneLine(text));
        }
        long[] numbers = label.ClrType == typeof(long) ? await NumbersOf<long>(rows, label)
            : label.ClrType == typeof(int) ? await NumbersOf<int>(rows, label)
            : label.ClrType == typeof(short) ? await NumbersOf<short>(rows, label)
            : label.ClrType == typeof(byte) ? await NumbersOf<byte>(rows, label)
            : throw Lacks(path, "labels that are whole numbers or texts");
        return numbers.Select(number => number < 0 ? null
            : number < names.Count ? names[(int)number]
            : number.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<long[]> NumbersOf<T>(ParquetRowGroupReader rows, DataField label) where T : struct, IConvertible
    {
        if (!label.IsNullable)
        {
            T[] plain = new T[rows.RowCount];
            await rows.ReadAsync(label, plain.AsMemory());
            return [.. plain.Select(number => number.ToInt64(CultureInfo.InvariantCulture))];
        }
        T?[] numbers = new T?[rows.RowCount];
        await rows.ReadAsync(label, numbers.AsMemory());
        return [.. numbers.Select(number => number?.ToInt64(CultureInfo.InvariantCulture) ?? -1)];
    }

    /// <summary>The column of the pictures: the bytes of a struct, or a column of bytes.</summary>
    private static DataField Pictures(ParquetReader reader, string path) =>
        reader.Schema.DataFields.Where(field => field.ClrType == typeof(ReadOnlyMemory<byte>) && !field.IsArray)
            .OrderByDescending(field => field.Name == "bytes").FirstOrDefault()
            ?? throw Lacks(path, "pictures, a column of bytes");

    /// <summary>The names that Hugging Face keeps for the numbers of a column.</summary>
    private static IReadOnlyList<string> Names(ParquetReader reader, string column)
    {
        try
        {
            if (reader.CustomMetadata?.GetValueOrDefault(Metadata) is not string text)
            {
                return [];
            }
            using JsonDocument document = JsonDocument.Parse(text);
            return [.. document.RootElement.GetProperty("info").GetProperty("features").GetProperty(column).GetProperty("names")
                .EnumerateArray().Select(name => TerminalText.OneLine(name.GetString()!))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return [];
        }
    }

    private static T Read<T>(string path, Func<ParquetReader, Stream, Task<T>> read)
    {
        return InputFile.Read(path, stream =>
        {
            try
            {
                ParquetClaims.CheckMetadata(stream);
                return Task.Run(async () =>
                {
                    await using ParquetReader reader = await ParquetReader.CreateAsync(stream);
                    return await read(reader, stream);
                }).GetAwaiter().GetResult();
            }
            // The reader meets damage with exceptions of many kinds.
            catch (Exception e) when (e is not SaccadeException)
            {
                throw Damaged(path, e);
            }
        });
    }

    private static SaccadeException Damaged(string path, Exception? inner = null) =>
        new(new(ErrorKind.Damaged, path, "the Parquet file is damaged or truncated", "fetch it again"), inner);

    private static SaccadeException Lacks(string path, string what) => new(new(ErrorKind.Missing, path, $"it has no {what}"));
}
