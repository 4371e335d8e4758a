using Saccade.Imaging.Decoding;
using Saccade.Imaging.Folders;
using Saccade.Tasks;

namespace Saccade.Imaging.Sets;

/// <summary>A first impression of a folder or list of pictures, from a sample of them: what a recipe is chosen by.</summary>
public sealed record PictureSurvey
{
    private const int MostSampled = 48;
    private const int SampledSide = 64;

    // Of a gray JPEG saved in colour, no channel departs this far from another.
    private const int ColourDifference = 24;
    private const double LeastColoured = 0.01;

    /// <summary>The number of pictures, readable or not.</summary>
    public required int Pictures { get; init; }

    /// <summary>The number of pictures of the training split, before some become validation pictures.</summary>
    public required int TrainingPictures { get; init; }

    /// <summary>The names of the classes in the order of their numbers.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Whether pictures of the sample have colours.</summary>
    public required bool HasColour { get; init; }

    /// <summary>The median of the shorter sides of the sample in pixels.</summary>
    public required int ShortSide { get; init; }

    /// <summary>Lists the pictures of a path and decodes a sample, spread evenly over the list.</summary>
    /// <param name="path">A folder, a .csv or a .parquet file.</param>
    /// <exception cref="SaccadeException">There are no classes of pictures, or no picture of the sample can be read.</exception>
    public static PictureSurvey Of(string path)
    {
        PictureList list = PictureList.Read(path);
        int count = Math.Min(MostSampled, list.Pictures.Count);
        List<int> sides = [];
        int coloured = 0;
        SaccadeException? refused = null;
        for (int i = 0; i < count; i++)
        {
            try
            {
                byte[] content = list.Pictures[(int)((long)i * list.Pictures.Count / count)].Content.Read();
                (int width, int height) = PictureDecoder.Measure(content, new());
                int side = Math.Min(width, height);
                coloured += IsColoured(PictureDecoder.Decode(content, new() { ShortSide = Math.Min(SampledSide, side) })) ? 1 : 0;
                sides.Add(side);
            }
            catch (SaccadeException e)
            {
                refused = e;
            }
        }
        if (sides.Count == 0)
        {
            throw new SaccadeException(new(
                ErrorKind.Unreadable, path, $"none of {count} pictures, one because: {refused!.Message.TrimEnd('.')}"));
        }
        sides.Sort();
        return new()
        {
            Pictures = list.Pictures.Count,
            TrainingPictures = list.Pictures.Count(picture => picture.Split is Split.Train or null),
            ClassNames = list.ClassNames,
            HasColour = coloured > 0,
            ShortSide = sides[sides.Count / 2],
        };
    }

    private static bool IsColoured(Picture picture)
    {
        int plane = picture.Pixels.Length / 3, coloured = 0;
        for (int i = 0; i < plane; i++)
        {
            (int red, int green, int blue) = (picture.Pixels[i], picture.Pixels[plane + i], picture.Pixels[2 * plane + i]);
            coloured += Math.Max(red, Math.Max(green, blue)) - Math.Min(red, Math.Min(green, blue)) > ColourDifference ? 1 : 0;
        }
        return coloured > LeastColoured * plane;
    }
}
