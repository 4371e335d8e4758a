using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Saccade.Experiments.Import.Formats;

/// <summary>Reads the arrays of a NumPy archive (.npz), which is a ZIP of .npy files.</summary>
internal static partial class NumpyArchive
{
    public const string Ending = ".npy";
    private const int MostHeader = 1 << 12;
    private const int MostArrays = 1 << 12;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The arrays; those without floating-point numbers are left out.</summary>
    /// <param name="archive">The archive; it is read while the arrays are in use.</param>
    public static IReadOnlyList<StoredTensor> Read(ZipArchive archive)
    {
        ZipArchiveEntry[] arrays = [.. archive.Entries.Where(entry => entry.FullName.EndsWith(Ending, StringComparison.Ordinal))];
        return arrays.Length <= MostArrays
            ? [.. arrays.Select(Array).OfType<StoredTensor>()]
            : throw Content.Unsupported($"it has more than {MostArrays} arrays", "save the weights alone");
    }

    private static StoredTensor? Array(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        Match header = Header(stream);
        if (Type(header.Groups["type"].Value) is not NumberType type)
        {
            return null;
        }
        int[] shape = [.. Lengths().Matches(header.Groups["shape"].Value).Take(StoredTensor.MostDimensions + 1).Select(length =>
            int.TryParse(length.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value
                : throw Content.Damaged("an array in it is too large for memory"))];
        if (shape.Length > StoredTensor.MostDimensions)
        {
            throw Content.Damaged($"an array in it has more than {StoredTensor.MostDimensions} dimensions");
        }
        bool isTransposed = header.Groups["order"].Value == "True" && shape.Length > 1;
        return new(entry.FullName[..^Ending.Length].Replace('/', '.'), shape, () =>
        {
            long most = Content.MostUnpacked(entry.CompressedLength) / type.Bytes;
            int count = StoredTensor.Count(shape.Select(length => (long)length), most);
            using Stream values = entry.Open();
            Header(values);
            float[] read = type.Read(Content.ReadFrom(values, (long)count * type.Bytes));
            return isTransposed
                ? throw Content.Unsupported("an array in it is in Fortran's order", "save it with numpy.ascontiguousarray")
                : read;
        });
    }

    /// <summary>Reads magic, version, length and text; the numbers follow.</summary>
    private static Match Header(Stream stream)
    {
        Content start = new(Content.ReadFrom(stream, 8));
        bool isOld = start.At(0, 6).SequenceEqual(Magic) ? start.Byte(6) == 1 : throw Broken();
        Content length = new(Content.ReadFrom(stream, isOld ? 2 : 4));
        long bytes = isOld ? length.UInt16(0) : length.UInt32(0);
        Match header = HeaderText().Match(bytes <= MostHeader ? Encoding.Latin1.GetString(Content.ReadFrom(stream, bytes)) : "");
        return header.Success ? header : throw Broken();

        static SaccadeException Broken() => Content.Damaged("an array in it does not begin as NumPy writes it");
    }

    private static NumberType? Type(string name) => name switch
    {
        "<f2" => NumberType.Half,
        "<f4" => NumberType.Single,
        "<f8" => NumberType.Double,
        _ => null,
    };

    [GeneratedRegex(@"^\{'descr': '(?<type>[^']*)', 'fortran_order': (?<order>True|False), 'shape': \((?<shape>[0-9, ]*)\), ?\}\s*$",
        RegexOptions.NonBacktracking)]
    private static partial Regex HeaderText();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Lengths();
}
