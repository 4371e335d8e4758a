using System.Buffers.Binary;
using Parquet.Meta;

namespace Saccade.Imaging.Folders;

/// <summary>
/// What the metadata and the page headers of a Parquet file claim, in Thrift's compact protocol, as far as its reader trusts them: it takes
/// memory and time for as many elements as a list or text claims, whether they are there or not.
/// </summary>
internal sealed class ParquetClaims
{
    // The length of the metadata and the mark PAR1.
    private const int End = 8;
    private const int DeepestNesting = 32;

    // The fields of a page header.
    private const int UnpackedSize = 2, PackedSize = 3;
    // The most that a page may be unpacked to: compression hardly shrinks pictures, but labels.
    private const long SmallPage = 16 << 20, MostShrunk = 1024;

    private readonly Stream _file;
    private readonly long[] _numbers = new long[PackedSize + 1];

    private ParquetClaims(Stream file, long start)
    {
        _file = file;
        _file.Seek(start, SeekOrigin.Begin);
    }

    /// <summary>Checks that no list and no text of the metadata at the end claims more than there are bytes.</summary>
    /// <param name="file">The file, which is read from its end, and is then at its start.</param>
    /// <exception cref="InvalidDataException">One does, or the metadata are cut.</exception>
    public static void CheckMetadata(Stream file)
    {
        byte[] end = new byte[End];
        file.Seek(-End, SeekOrigin.End);
        file.ReadExactly(end);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(end);
        Require(length <= file.Length - End);
        new ParquetClaims(file, file.Length - End - length).SkipStruct(0);
        file.Seek(0, SeekOrigin.Begin);
    }

    /// <summary>Checks the headers of a column's pages in the same way, and that the pages can be as large as they claim.</summary>
    /// <param name="file">The file.</param>
    /// <param name="column">The column of a row group; null if the group lacks it.</param>
    /// <exception cref="InvalidDataException">A claim cannot be true, or a page is cut.</exception>
    public static void CheckPages(Stream file, ColumnChunk? column)
    {
        if (column?.MetaData is not ColumnMetaData data)
        {
            return;
        }
        // Some writers state 0 for no dictionary.
        long start = data.DictionaryPageOffset is > 0 and long dictionary ? Math.Min(dictionary, data.DataPageOffset) : data.DataPageOffset;
        Require(start >= 0 && data.TotalCompressedSize >= 0 && data.TotalCompressedSize <= file.Length - start);
        ParquetClaims pages = new(file, start);
        while (file.Position < start + data.TotalCompressedSize)
        {
            Array.Clear(pages._numbers);
            pages.SkipStruct(0);
            (long packed, long unpacked) = (pages._numbers[PackedSize], pages._numbers[UnpackedSize]);
            Require(packed >= 0 && unpacked >= 0 && unpacked <= Math.Max(SmallPage, MostShrunk * packed));
            pages.Take((ulong)packed);
        }
        Require(data.NumValues == 0 || file.Position > start);
    }

    private void SkipStruct(int depth)
    {
        Require(depth < DeepestNesting);
        long number = 0;
        for (byte field = Byte(); field != 0; field = Byte())
        {
            // A field has the distance of its number from the one before, or 0 and the number.
            number = field >> 4 == 0 ? Signed(Number()) : number + (field >> 4);
            int type = field & 15;
            // Types 1 and 2 are true and false.
            if (depth == 0 && IsNumber(type) && number is UnpackedSize or PackedSize)
            {
                _numbers[number] = Signed(Number());
            }
            else if (type > 2)
            {
                Skip(type, depth);
            }
        }
    }

    private void Skip(int type, int depth)
    {
        switch (type)
        {
            case 1 or 2 or 3:
                Byte();
                break;
            case var _ when IsNumber(type):
                Number();
                break;
            case 7:
                Take(8);
                break;
            case 8:
                Take(Number());
                break;
            case 9 or 10:
                Require(depth < DeepestNesting);
                byte header = Byte();
                ulong count = header >> 4 == 15 ? Number() : (ulong)(header >> 4);
                Require(count <= (ulong)Rest);
                for (ulong i = 0; i < count; i++)
                {
                    Skip(header & 15, depth + 1);
                }
                break;
            case 12:
                SkipStruct(depth + 1);
                break;
            default:
                // Parquet has no maps.
                throw new InvalidDataException();
        }
    }

    private static bool IsNumber(int type) => type is 4 or 5 or 6;

    private long Rest => _file.Length - _file.Position;

    private byte Byte()
    {
        int value = _file.ReadByte();
        Require(value >= 0);
        return (byte)value;
    }

    /// <summary>A number of seven bits a byte, of which all but the last have the eighth.</summary>
    private ulong Number()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = Byte();
            value |= (ulong)(part & 127) << shift;
            if (part < 128)
            {
                return value;
            }
        }
        throw new InvalidDataException();
    }

    /// <summary>A number whose lowest bit is its sign.</summary>
    private static long Signed(ulong number) => (long)(number >> 1) ^ -(long)(number & 1);

    private void Take(ulong count)
    {
        Require(count <= (ulong)Rest);
        _file.Seek((long)count, SeekOrigin.Current);
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidDataException();
        }
    }
}
