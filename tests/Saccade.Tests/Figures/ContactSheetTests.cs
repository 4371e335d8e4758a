using Saccade.Errors;
using Saccade.Figures;
using Saccade.Figures.Drawing;
using Saccade.Images;
using Saccade.Tests.Data;
using SkiaSharp;

namespace Saccade.Tests.Figures;

public sealed class ContactSheetTests
{
    private static readonly FigureOptions OneToOne = new() { Scale = 1 };

    [Fact]
    public void Images_stand_row_by_row_with_whole_pixels()
    {
        // Colours that nothing else of a sheet has, one for each image.
        byte[] pixels = [.. Enumerable.Range(0, 5).SelectMany(i => Enumerable.Repeat((byte)(60 + 10 * i), 25 * 25))];
        ImageSet five = new(pixels, new byte[5], new(1, 25, 25));
        using SKBitmap sheet = Traces.Decode(ContactSheet.Render(five, "Five", options: OneToOne));
        (int X, int Y)[] corners = [.. Enumerable.Range(0, 5).Select(i => Corner((byte)(60 + 10 * i)))];
        // Three in a row; a tile of 25 pixels is shown as 100.
        Assert.Equal(corners[0].X, corners[3].X);
        Assert.Equal(corners[1].X, corners[4].X);
        Assert.Equal([corners[0].Y, corners[0].Y], [corners[1].Y, corners[2].Y]);
        Assert.Equal(corners[3].Y, corners[4].Y);
        Assert.True(corners[1].X >= corners[0].X + 100 && corners[3].Y >= corners[0].Y + 100);

        (int, int) Corner(byte gray)
        {
            List<(int X, int Y)> found = [];
            for (int y = 0; y < sheet.Height; y++)
            {
                for (int x = 0; x < sheet.Width; x++)
                {
                    if (sheet.GetPixel(x, y) == new SKColor(gray, gray, gray)) found.Add((x, y));
                }
            }
            Assert.Equal(100 * 100, found.Count);
            return (found.Min(p => p.X), found.Min(p => p.Y));
        }
    }

    [Fact]
    public void Each_label_stands_below_its_image()
    {
        ImageSize size = new(1, 28, 28);
        byte[] black = new byte[2 * size.Pixels];
        using SKBitmap one = Traces.Decode(ContactSheet.Render(new ImageSet(black, new byte[] { 3, 3 }, size), "", options: OneToOne));
        using SKBitmap other = Traces.Decode(ContactSheet.Render(new ImageSet(black, new byte[] { 3, 8 }, size), "", options: OneToOne));
        List<int> columns = [];
        for (int y = 0; y < one.Height; y++)
        {
            for (int x = 0; x < one.Width; x++)
            {
                if (one.GetPixel(x, y) != other.GetPixel(x, y)) columns.Add(x);
            }
        }
        Assert.NotEmpty(columns);
        Assert.All(columns, x => Assert.True(x > one.Width / 2));
    }

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(400, 1, 28, 28)]
    [InlineData(3, 3, 20, 300)]
    [InlineData(7, 2, 4096, 3)]
    public void Images_of_any_size_and_channels_make_a_sheet_and_the_bytes_repeat(int count, int channels, int height, int width)
    {
        ImageSet set = Digits.Filled(count, new(channels, height, width), 128);
        byte[] png = ContactSheet.Render(set, "A title that is wider than a narrow sheet", "and a note", OneToOne);
        using SKBitmap sheet = Traces.Decode(png);
        Assert.InRange(sheet.Width, 300, 4000);
        Assert.Equal(png, ContactSheet.Render(set, "A title that is wider than a narrow sheet", "and a note", OneToOne));
    }

    [Fact]
    public void Too_few_and_too_many_are_refused()
    {
        Assert.Throws<OptionException>(() => ContactSheet.Render(Digits.Filled(0, new(1, 2, 2), 0), ""));
        Assert.Contains(
            "1 to 400", Assert.Throws<OptionException>(() => ContactSheet.Render(Digits.Filled(401, new(1, 2, 2), 0), "")).Message);
    }
}
