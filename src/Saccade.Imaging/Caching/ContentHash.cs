using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Saccade.Imaging.Caching;

/// <summary>SHA-256 of the content of a file.</summary>
internal readonly record struct ContentHash(UInt128 High, UInt128 Low) : IComparable<ContentHash>
{
    /// <summary>Bytes of a hash.</summary>
    public const int Bytes = SHA256.HashSizeInBytes;

    /// <summary>Reads a hash from its bytes.</summary>
    public ContentHash(ReadOnlySpan<byte> hash)
        : this(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[(Bytes / 2)..])) { }

    /// <summary>The hash as a number from 0 to 1, uniform over contents.</summary>
    public double Uniform => (ulong)(High >> 75) * (1.0 / (1L << 53));

    /// <summary>The hash of a content.</summary>
    public static ContentHash Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[Bytes];
        SHA256.HashData(content, hash);
        return new(hash);
    }

    /// <summary>The bytes of the hash.</summary>
    public byte[] ToBytes()
    {
        byte[] hash = new byte[Bytes];
        BinaryPrimitives.WriteUInt128BigEndian(hash, High);
        BinaryPrimitives.WriteUInt128BigEndian(hash.AsSpan(Bytes / 2), Low);
        return hash;
    }

    /// <inheritdoc/>
    public int CompareTo(ContentHash other) => High == other.High ? Low.CompareTo(other.Low) : High.CompareTo(other.High);
}
