using System.Buffers.Binary;

namespace Saccade.Imaging.Folders;

/// <summary>
/// The metadata at the end of a Parquet file, in Thrift's compact protocol, as far as its reader trusts them: it takes memory and time for
/// as many elements as a list claims, whether they are there or not.
/// </summary>
internal ref struct ParquetFooter
{
    // The length of the metadata and the mark PAR1.
    private const int End = 8;
    private const int DeepestNesting = 32;

    private ReadOnlySpan<byte> _rest;

    /// <summary>Checks that no list and no text claims more than there are bytes.</summary>
    /// <param name="file">The file, which is read from its end.</param>
    /// <exception cref="InvalidDataException">One does, or the metadata are cut.</exception>
    public static void Check(Stream file)
    {
        byte[] end = new byte[End];
        file.Seek(-End, SeekOrigin.End);
        file.ReadExactly(end);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(end);
        Demand(length <= file.Length - End);
        file.Seek(-End - length, SeekOrigin.End);
        byte[] metadata = new byte[length];
        file.ReadExactly(metadata);
        new ParquetFooter { _rest = metadata }.SkipStruct(0);
        file.Seek(0, SeekOrigin.Begin);
    }

    private void SkipStruct(int depth)
    {
        Demand(depth < DeepestNesting);
        for (byte field = Byte(); field != 0; field = Byte())
        {
            // A field has the distance of its number from the one before, or 0 and the number.
            if (field >> 4 == 0)
            {
                Number();
            }
            // Types 1 and 2 are true and false.
            if ((field & 15) > 2)
            {
                Skip(field & 15, depth);
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
            case 4 or 5 or 6:
                Number();
                break;
            case 7:
                Take(8);
                break;
            case 8:
                Take(Number());
                break;
            case 9 or 10:
                byte header = Byte();
                ulong count = header >> 4 == 15 ? Number() : (ulong)(header >> 4);
                Demand(count <= (ulong)_rest.Length);
                for (ulong i = 0; i < count; i++)
                {
                    Skip(header & 15, depth);
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

    private byte Byte()
    {
        Demand(_rest.Length > 0);
        byte value = _rest[0];
        _rest = _rest[1..];
        return value;
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

    private void Take(ulong count)
    {
        Demand(count <= (ulong)_rest.Length);
        _rest = _rest[(int)count..];
    }

    private static void Demand(bool holds)
    {
        if (!holds)
        {
            throw new InvalidDataException();
        }
    }
}
