using BitMiracle.LibTiff.Classic;
using Parquet;
using Parquet.Schema;
using Saccade.Imaging.Decoding;
using Saccade.Imaging.Folders;
using Saccade.Reliability.Programs;

namespace Saccade.Reliability.Fuzzing;

/// <summary>Pictures and lists of pictures that strangers made.</summary>
internal static class PictureTargets
{
    private const int MostPixels = 1 << 20;

    public static IReadOnlyList<FuzzTarget> Make(ScratchFolder folder) =>
    [
        Picture(folder, "gif", [Gif()], ["GIF87a", "NETSCAPE2.0", "!\u00f9\u0004"]),
        Picture(folder, "bmp", [Bmp()], ["BM", "(\0\0\0"]),
        Picture(folder, "tiff", [Tiff(Compression.NONE), Tiff(Compression.LZW), Tiff(Compression.PACKBITS)], ["II*\0", "MM\0*"]),
        FuzzTargets.File(folder, "list",
            ["path,label,split\na.png,cat,train\n\"b, c.png\",dog,val\n"u8.ToArray(), "a.png,1\nb.png,2\n"u8.ToArray()],
            ["path,label", "\"", "\"\"", "\r\n", "../", "test"], path => _ = CsvList.Read(path), "fuzz.csv"),
        FuzzTargets.File(folder, "parquet", [Parquet().GetAwaiter().GetResult()], ["PAR1", "huggingface", "label", "names"], path =>
        {
            foreach (ListedPicture picture in ParquetList.Read([path]).Pictures.Take(8))
            {
                ReadPicture(picture, path);
            }
        }, "fuzz.parquet"),
    ];

    /// <summary>The list names the file of a picture that it cannot read, as here.</summary>
    private static void ReadPicture(ListedPicture picture, string path)
    {
        try
        {
            _ = picture.Content.Read();
        }
        catch (Errors.SaccadeException e) when (e.Error.Path is null)
        {
            throw e.With(e.Error with { Path = path });
        }
    }

    private static FuzzTarget Picture(ScratchFolder folder, string name, IReadOnlyList<byte[]> seeds, IReadOnlyList<string> words) =>
        FuzzTargets.File(
            folder, name, seeds, words, path => _ = PictureDecoder.Read(path, new() { MostPixels = MostPixels }), "fuzz." + name) with
        {
            // The pixels as decoded, as RGBA and as channels.
            MostMemory = length => FuzzTargets.Room + 100L * length + 24L * MostPixels,
        };

    /// <summary>2×1 pixels, black and white.</summary>
    private static byte[] Gif() =>
        [.. "GIF89a"u8, 2, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2C, 0, 0, 0, 0, 2, 0, 1, 0, 0, 2, 2, 0x44, 0x0A, 0, 0x3B];

    /// <summary>2×2 pixels of 24 bits.</summary>
    private static byte[] Bmp() =>
    [
        .. "BM"u8, 70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 24, 0, .. new byte[24],
        1, 2, 3, 4, 5, 6, 0, 0, 7, 8, 9, 10, 11, 12, 0, 0,
    ];

    private static byte[] Tiff(Compression compression)
    {
        MemoryStream stream = new();
        using Tiff tiff = BitMiracle.LibTiff.Classic.Tiff.ClientOpen("seed", "w", stream, new TiffStream());
        tiff.SetField(TiffTag.IMAGEWIDTH, 9);
        tiff.SetField(TiffTag.IMAGELENGTH, 7);
        tiff.SetField(TiffTag.BITSPERSAMPLE, 8);
        tiff.SetField(TiffTag.SAMPLESPERPIXEL, 1);
        tiff.SetField(TiffTag.COMPRESSION, compression);
        tiff.SetField(TiffTag.PHOTOMETRIC, Photometric.MINISBLACK);
        tiff.SetField(TiffTag.ROWSPERSTRIP, 4);
        for (int y = 0; y < 7; y++)
        {
            tiff.WriteScanline([1, 2, 3, 4, 5, 6, 7, 8, (byte)y], y);
        }
        tiff.FlushData();
        // Before the writer closes the stream.
        tiff.WriteDirectory();
        return stream.ToArray();
    }

    private static async Task<byte[]> Parquet()
    {
        DataField<byte[]> bytes = new("bytes");
        DataField<string> file = new("path");
        DataField<long> label = new("label");
        MemoryStream stream = new();
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(new(new StructField("image", bytes, file), label), stream))
        {
            writer.CustomMetadata = new Dictionary<string, string>
            {
                ["huggingface"] = """{"info":{"features":{"label":{"names":["zebra","ape"],"_type":"ClassLabel"}}}}""",
            };
            for (int group = 0; group < 2; group++)
            {
                using ParquetRowGroupWriter rows = writer.CreateRowGroup();
                await rows.WriteAsync(bytes, (byte[][])[[1, 2, 3], [4, 5]]);
                await rows.WriteAsync(file, (string[])["a.jpg", "b.jpg"]);
                await rows.WriteAsync<long>(label, (long[])[0, 1]);
            }
        }
        return stream.ToArray();
    }
}
