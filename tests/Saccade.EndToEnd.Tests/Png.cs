using System.Buffers.Binary;

namespace Saccade.EndToEnd.Tests;

/// <summary>What is known of a PNG file without decoding it.</summary>
internal static class Png
{
    private static readonly byte[] s_signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Asserts that the file is a whole PNG of some size.</summary>
    public static void AssertIsOne(string path)
    {
        byte[] content = File.ReadAllBytes(path);
        Assert.Equal(s_signature, content[..8]);
        Assert.Equal("IHDR"u8.ToArray(), content[12..16]);
        Assert.InRange(BinaryPrimitives.ReadInt32BigEndian(content.AsSpan(16)), 50, 10_000);
        Assert.InRange(BinaryPrimitives.ReadInt32BigEndian(content.AsSpan(20)), 50, 10_000);
        Assert.Equal("IEND"u8.ToArray(), content[^8..^4]);
    }
}
