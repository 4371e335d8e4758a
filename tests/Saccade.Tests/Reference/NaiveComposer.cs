using Saccade.Data;
using Saccade.Images;
using Saccade.Random;

namespace Saccade.Tests.Reference;

/// <summary>Composes a frame pixel by pixel in floating point: the sum of digit and patches, clipped to [0, 1].</summary>
internal static class NaiveComposer
{
    public static byte[] Compose(ImageSet digits, TaskOptions options, RandomKey key, int epoch, int index)
    {
        (int channels, int height, int width) = digits.Size;
        int side = options.ClutterSide;
        RandomStream random = key.Fork(epoch).Fork(index).Stream();
        int[] chosen = Choose(digits.Count, options.Label, ref random, index);
        List<(int Image, int FromY, int FromX, int Height, int Width, int Y, int X)> parts = [];
        foreach ((int digit, int y, int x) in Place(chosen, digits.Size, options, ref random))
        {
            parts.Add((digit, 0, 0, height, width, y, x));
        }
        for (int i = 0; i < options.ClutterPatches; i++)
        {
            int image = Another(digits.Count, chosen, ref random);
            int fromY = random.NextInt(height - side + 1), fromX = random.NextInt(width - side + 1);
            int toY = random.NextInt(options.FrameHeight - side + 1), toX = random.NextInt(options.FrameWidth - side + 1);
            parts.Add((image, fromY, fromX, side, side, toY, toX));
        }

        List<byte> frame = [];
        for (int c = 0; c < channels; c++)
        {
            for (int row = 0; row < options.FrameHeight; row++)
            {
                for (int column = 0; column < options.FrameWidth; column++)
                {
                    double sum = 0;
                    foreach (var part in parts)
                    {
                        (int dy, int dx) = (row - part.Y, column - part.X);
                        if (dy < 0 || dx < 0 || dy >= part.Height || dx >= part.Width) continue;
                        sum += digits.Image(part.Image)[(c * height + part.FromY + dy) * width + part.FromX + dx] / 255.0;
                    }
                    frame.Add((byte)Math.Round(255 * Math.Clamp(sum, 0, 1)));
                }
            }
        }
        return [.. frame];
    }

    /// <summary>The labels of an image.</summary>
    public static int[] Label(ImageSet digits, FrameLabel label, RandomKey key, int epoch, int index)
    {
        RandomStream random = key.Fork(epoch).Fork(index).Stream();
        int[] classes = [.. Choose(digits.Count, label, ref random, index).Select(digit => digits.Labels[digit])];
        List<(int, int)> pairs =
            [.. Enumerable.Range(0, 100).Select(i => (i / 10, i % 10)).Where(pair => pair.Item1 <= pair.Item2)];
        return label switch
        {
            FrameLabel.Pair => [pairs.IndexOf((classes.Min(), classes.Max()))],
            FrameLabel.Sum => [classes.Sum()],
            _ => classes,
        };
    }

    private static int[] Choose(int count, FrameLabel label, ref RandomStream random, int index)
    {
        List<int> chosen = [index];
        int digits = label == FrameLabel.Sequence ? 1 + random.NextInt(3) : label == FrameLabel.Digit ? 1 : 2;
        while (chosen.Count < digits)
        {
            chosen.Add(Another(count, chosen, ref random));
        }
        int[] result = [.. chosen];
        if (label == FrameLabel.Sequence)
        {
            random.Shuffle(result.AsSpan());
        }
        return result;
    }

    private static List<(int Digit, int Y, int X)> Place(int[] chosen, ImageSize size, TaskOptions options, ref RandomStream random)
    {
        (int rows, int columns) = (options.FrameHeight - size.Height + 1, options.FrameWidth - size.Width + 1);
        List<(int Digit, int Y, int X)> placed = [];
        if (options.Label == FrameLabel.Sequence)
        {
            List<int> free = [];
            while (free.Count < chosen.Length)
            {
                free.Add(Another(options.FrameWidth - chosen.Length * size.Width + chosen.Length, free, ref random));
            }
            free.Sort();
            foreach ((int i, int digit) in chosen.Index())
            {
                placed.Add((digit, random.NextInt(rows), free[i] - i + i * size.Width));
            }
            return placed;
        }
        bool overlap = true;
        while (overlap)
        {
            placed.Clear();
            foreach (int digit in chosen)
            {
                placed.Add((digit, random.NextInt(rows), random.NextInt(columns)));
            }
            HashSet<(int, int)> pixels = [];
            overlap = placed.Any(p => Enumerable.Range(0, size.Height * size.Width)
                .Any(i => !pixels.Add((p.Y + i / size.Width, p.X + i % size.Width))));
        }
        return placed;
    }

    private static int Another(int count, IReadOnlyList<int> taken, ref RandomStream random)
    {
        int[] others = [.. Enumerable.Range(0, count).Where(number => !taken.Contains(number))];
        return others[random.NextInt(others.Length)];
    }
}
