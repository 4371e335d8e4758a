using System.Numerics.Tensors;
using Saccade.Imaging.Caching;
using Saccade.Imaging.Decoding;
using Saccade.Imaging.Folders;
using Saccade.Tasks;

namespace Saccade.Imaging.Sets;

/// <summary>
/// Pictures of a folder, a list or Parquet files to test a trained model on: those whose split is test, or all if none is. The others are
/// not decoded.
/// </summary>
public sealed class TestPictures : IImageSource, IDisposable
{
    private const int MostNamed = 5;

    private readonly PictureSet _set;
    private readonly (PackedImages Images, int Index)[] _pictures;
    private readonly bool _invert;

    private TestPictures(PictureSet set, IReadOnlyList<string> classNames, bool invert)
    {
        (_set, _invert) = (set, invert);
        PackedImages[] parts = [.. Enum.GetValues<Split>().Select(set.Images).OfType<PackedImages>()];
        _pictures = [.. parts.SelectMany(images => Enumerable.Range(0, images.Labels.Count).Select(i => (images, i)))];
        int[] labels = [.. set.ClassNames.Select(name => classNames.Index().First(known => known.Item == name).Index)];
        Labels = new Labels(parts.SelectMany(images => images.Labels.ToArray()).Select(label => labels[label]).ToArray());
    }

    /// <summary>What was found of these pictures.</summary>
    public PictureInventory Inventory => _set.Inventory;

    /// <inheritdoc/>
    public ImageSize Size => _set.Size;

    /// <summary>Their classes, numbered as those of the model.</summary>
    public Labels Labels { get; }

    /// <summary>Opens pictures.</summary>
    /// <param name="path">A folder, a .csv or a .parquet file.</param>
    /// <param name="classNames">The classes of the model; it may have others than the pictures.</param>
    /// <param name="options">How pictures are decoded for the model.</param>
    /// <param name="invert">Whether every pixel is inverted, 255 − pixel.</param>
    /// <param name="cache">Where decoded pictures are kept; null for the user's cache folder.</param>
    /// <param name="progress">Receives the progress of decoding.</param>
    /// <exception cref="SaccadeException">
    /// There are no pictures, none can be decoded, the cache cannot be written, or a class is not among those of the model.
    /// </exception>
    public static TestPictures Open(
        string path, IReadOnlyList<string> classNames, DecodingOptions options, bool invert = false, PictureCache? cache = null,
        IProgress<PictureProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(classNames);
        PictureList list = PictureList.Read(path);
        ListedPicture[] test = [.. list.Pictures.Where(picture => picture.Split == Split.Test)];
        IReadOnlyList<ListedPicture> used = test.Length > 0 ? test : list.Pictures;
        // Parquet files may name classes that none of these pictures has.
        string[] classes = [.. list.ClassNames.Intersect(used.Select(picture => picture.Label))];
        string[] unknown = [.. classes.Except(classNames)];
        if (unknown.Length > 0)
        {
            string named = string.Join(", ", unknown.Take(MostNamed)) + (unknown.Length > MostNamed ? " …" : "");
            throw new SaccadeException(new(
                ErrorKind.Mismatch, path, $"the model does not know its classes {named}", "give pictures of the model's classes alone"));
        }
        PictureSet set = PictureSet.Open(path, list with { Pictures = used, ClassNames = classes }, options, cache, progress);
        return new(set, classNames, invert);
    }

    /// <inheritdoc/>
    public ImageSize SizeOf(int epoch, int index) => _pictures[index].Images.SizeOf(epoch, _pictures[index].Index);

    /// <inheritdoc/>
    public void Read(int epoch, int index, Span<byte> pixels)
    {
        _pictures[index].Images.Read(epoch, _pictures[index].Index, pixels);
        if (_invert)
        {
            TensorPrimitives.OnesComplement<byte>(pixels, pixels);
        }
    }

    /// <summary>Closes the cache's file, which may then be removed.</summary>
    public void Dispose() => _set.Dispose();
}
