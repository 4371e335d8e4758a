using BitMiracle.LibTiff.Classic;
using SkiaSharp;
using TiffOrientation = BitMiracle.LibTiff.Classic.Orientation;

namespace Saccade.Imaging.Decoding;

/// <summary>The first page of a TIFF of 1 to 16 bits a sample: bilevel, gray, palette, RGB, CMYK or YCbCr.</summary>
internal sealed class TiffFile : IPictureFile
{
    private const int MostSamples = 8;
    private const int MostBits = 16;

    private readonly PictureFormat _format;
    private readonly Tiff _tiff;
    private readonly int _length;

    static TiffFile() => Tiff.SetErrorHandler(new SilentHandler());

    private TiffFile(Tiff tiff, PictureFormat format, int length) => (_tiff, _format, _length, Width, Height) =
        (tiff, format, length, Field(tiff, TiffTag.IMAGEWIDTH), Field(tiff, TiffTag.IMAGELENGTH));

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public int Height { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="format">Its format.</param>
    /// <exception cref="SaccadeException">The file is damaged.</exception>
    public static TiffFile Open(byte[] content, PictureFormat format) => Read(format, () =>
        TiffDirectory.Fits(content)
        && Tiff.ClientOpen(format.Name, "r", new MemoryStream(content, writable: false), new TiffStream()) is Tiff tiff
            ? new TiffFile(tiff, format, content.Length)
            : throw format.Damaged());

    /// <inheritdoc/>
    public Raster Unpack(int shortSide) => Read(_format, () =>
    {
        (int samples, int bits) = (Field(_tiff, TiffTag.SAMPLESPERPIXEL), Field(_tiff, TiffTag.BITSPERSAMPLE));
        if (samples is < 1 or > MostSamples || bits is < 1 or > MostBits || !_tiff.RGBAImageOK(out string _))
        {
            throw new SaccadeException(new(
                ErrorKind.Unsupported, Detail: $"it is a TIFF of {samples} samples of {bits} bits, a kind that is not read",
                Remedy: "save it as PNG"));
        }
        // Only a small picture may be smaller than its tile.
        long tile = _tiff.IsTiled() ? (long)Field(_tiff, TiffTag.TILEWIDTH) * Field(_tiff, TiffTag.TILELENGTH) : 0;
        if (tile > 4L * Math.Max(Width * Height, 1 << 20) || Parts().Any(bytes => bytes > _length))
        {
            throw _format.Damaged();
        }
        SKEncodedOrigin origin = (SKEncodedOrigin)Field(_tiff, TiffTag.ORIENTATION);
        origin = Enum.IsDefined(origin) ? origin : SKEncodedOrigin.TopLeft;
        int[] packed = new int[Width * Height];
        // The orientation of the file itself, so that nothing is turned here: libtiff would flip, but not transpose.
        if (!_tiff.ReadRGBAImageOriented(Width, Height, packed, (TiffOrientation)origin, stopOnError: true))
        {
            throw _format.Damaged();
        }
        byte[] rgba = GC.AllocateUninitializedArray<byte>(4 * packed.Length);
        for (int i = 0; i < packed.Length; i++)
        {
            (rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2], rgba[4 * i + 3]) =
                ((byte)Tiff.GetR(packed[i]), (byte)Tiff.GetG(packed[i]), (byte)Tiff.GetB(packed[i]), (byte)Tiff.GetA(packed[i]));
        }
        return new Raster(Width, Height, rgba, origin);
    });

    /// <inheritdoc/>
    public void Dispose() => _tiff.Dispose();

    /// <summary>The lengths of strips or tiles in the file, for which the reader takes memory before it reads them.</summary>
    private IEnumerable<long> Parts() => _tiff.IsTiled()
        ? Enumerable.Range(0, _tiff.NumberOfTiles()).Select(_tiff.RawTileSize)
        : Enumerable.Range(0, _tiff.NumberOfStrips()).Select(_tiff.RawStripSize);

    /// <summary>The reader meets damage with exceptions of many kinds.</summary>
    private static T Read<T>(PictureFormat format, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not SaccadeException)
        {
            throw format.Damaged(e);
        }
    }

    private static int Field(Tiff tiff, TiffTag tag) => tiff.GetFieldDefaulted(tag) is [FieldValue value, ..] ? value.ToInt() : 0;

    /// <summary>Prints nothing: a file that cannot be read is an error of ours.</summary>
    private sealed class SilentHandler : TiffErrorHandler
    {
        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args) { }

        public override void ErrorHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args) { }

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args) { }

        public override void WarningHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args) { }
    }
}
