using Saccade.Images;

namespace Saccade.Figures;

/// <summary>The images of a set at a glance: a grid of them, the label below each.</summary>
public static class ContactSheet
{
    /// <summary>The most images that a sheet shows.</summary>
    public const int MostImages = 400;

    private const float Margin = 28, Tile = 100, Gap = 14, Label = 24, TitleSize = 21, NoteSize = 15, Head = 72;

    /// <summary>Draws the figure.</summary>
    /// <param name="images">The images of epoch 0, row by row; 1 and 3 channels are shown as they are, others as their mean.</param>
    /// <param name="title">The heading.</param>
    /// <param name="note">A second, smaller line, such as how the images were made; may be empty.</param>
    /// <param name="options">How it looks; light and twice as dense as its layout when null.</param>
    /// <param name="names">The names of the classes; their numbers when null.</param>
    /// <param name="count">The number of images, the first ones, 1 to 400; all when null.</param>
    /// <returns>A PNG or SVG file; the same images and options give the same bytes.</returns>
    /// <exception cref="OptionException">There are no images or too many.</exception>
    public static byte[] Render(
        IImageSource images, string title, string note = "", FigureOptions? options = null, IReadOnlyList<string>? names = null,
        int? count = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(note);
        int shown = count ?? images.Count;
        int most = Math.Min(MostImages, images.Count);
        if (shown < 1 || shown > most)
            throw new OptionException(new(ErrorKind.OutOfRange, Key: "images", Value: shown, Allowed: $"1 to {MostImages}"));

        options ??= new();
        ImageSize[] sizes = [.. Enumerable.Range(0, shown).Select(i => images.SizeOf(0, i))];
        float[] zooms = [.. sizes.Select(size => PixelDrawing.Zoom(size, Tile, options.Scale))];
        (float tileWidth, float tileHeight) =
            (sizes.Zip(zooms, (size, zoom) => size.Width * zoom).Max(), sizes.Zip(zooms, (size, zoom) => size.Height * zoom).Max());
        float pitch = Math.Max(tileWidth, Label) + Gap, rowPitch = tileHeight + Label + Gap;
        int perRow = (int)Math.Ceiling(Math.Sqrt(shown));
        int rows = (shown + perRow - 1) / perRow;
        float textWidth = Math.Max(Font.Regular.Width(title, TitleSize), Font.Regular.Width(note, NoteSize));
        using Canvas canvas = Canvas.Create(
            Math.Max(perRow * pitch - Gap, textWidth) + 2 * Margin, 2 * Margin + Head + rows * rowPitch - Gap, options);
        canvas.Text(title, Margin, Margin + 16, TitleSize, canvas.Palette.Ink);
        canvas.Text(note, Margin, Margin + 44, NoteSize, canvas.Palette.Muted);
        Labels labels = images.LabelsIn(0);
        for (int i = 0; i < shown; i++)
        {
            byte[] pixels = new byte[sizes[i].Pixels];
            images.Read(0, i, pixels);
            (float width, float height) = (sizes[i].Width * zooms[i], sizes[i].Height * zooms[i]);
            // On whole pixels, so that the edges stay crisp.
            float x = MathF.Round(Margin + i % perRow * pitch), y = MathF.Round(Margin + Head + i / perRow * rowPitch);
            (float left, float top) = (x + MathF.Round((tileWidth - width) / 2), y + MathF.Round(tileHeight - height));
            PixelDrawing.Draw(canvas, pixels, sizes[i], new(left, top, left + width, top + height));
            string label = labels.Text(i, names);
            // A long name is made smaller, so that it leaves its neighbours their place.
            float textSize = Math.Min(NoteSize, NoteSize * (pitch - Gap / 2) / Font.Regular.Width(label, NoteSize));
            canvas.Text(label, x + tileWidth / 2, y + tileHeight + 17, textSize, canvas.Palette.Ink, Align.Centre);
        }
        return canvas.ToFile();
    }
}
