using Saccade.Images;

namespace Saccade.Figures;

/// <summary>The images of a set at a glance: a grid of them, the label below each.</summary>
public static class ContactSheet
{
    /// <summary>The most images that a sheet shows.</summary>
    public const int MostImages = 400;

    private const float Margin = 28, Tile = 100, Gap = 14, Label = 24, TitleSize = 21, NoteSize = 15, Head = 72;

    /// <summary>Draws the figure.</summary>
    /// <param name="images">1 to 400 images, row by row; 1 and 3 channels are shown as they are, others as their mean.</param>
    /// <param name="title">The heading.</param>
    /// <param name="note">A second, smaller line, such as how the images were made; may be empty.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <param name="names">The names of the classes; their numbers when null.</param>
    /// <returns>A PNG or SVG file; the same images and options give the same bytes.</returns>
    /// <exception cref="OptionException">There are no images or too many.</exception>
    public static byte[] Render(
        ImageSet images, string title, string note = "", FigureOptions? options = null, IReadOnlyList<string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(note);
        if (images.Count is < 1 or > MostImages)
            throw new OptionException(new(ErrorKind.OutOfRange, Key: "images", Value: images.Count, Allowed: $"1 to {MostImages}"));

        options ??= new();
        float zoom = PixelImage.Zoom(images.Size, Tile, options.Scale);
        (float tileWidth, float tileHeight) = (images.Size.Width * zoom, images.Size.Height * zoom);
        float pitch = Math.Max(tileWidth, Label) + Gap, rowPitch = tileHeight + Label + Gap;
        int perRow = (int)Math.Ceiling(Math.Sqrt(images.Count));
        int rows = (images.Count + perRow - 1) / perRow;
        float textWidth = Math.Max(Font.Regular.Width(title, TitleSize), Font.Regular.Width(note, NoteSize));
        using Canvas canvas = Canvas.Create(
            Math.Max(perRow * pitch - Gap, textWidth) + 2 * Margin, 2 * Margin + Head + rows * rowPitch - Gap, options);
        canvas.Text(title, Margin, Margin + 16, TitleSize, canvas.Palette.Ink);
        canvas.Text(note, Margin, Margin + 44, NoteSize, canvas.Palette.Muted);
        for (int i = 0; i < images.Count; i++)
        {
            // On whole pixels, so that the edges stay crisp.
            float x = MathF.Round(Margin + i % perRow * pitch), y = MathF.Round(Margin + Head + i / perRow * rowPitch);
            PixelImage.Draw(canvas, images.Image(i), images.Size, new(x, y, x + tileWidth, y + tileHeight));
            string label = images.Labels.Text(i, names);
            canvas.Text(label, x + tileWidth / 2, y + tileHeight + 17, NoteSize, canvas.Palette.Ink, Align.Centre);
        }
        return canvas.ToFile();
    }
}
