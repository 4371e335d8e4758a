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
        int y = random.NextInt(options.FrameHeight - height + 1), x = random.NextInt(options.FrameWidth - width + 1);
        List<(int Image, int FromY, int FromX, int Height, int Width, int Y, int X)> parts = [(index, 0, 0, height, width, y, x)];
        for (int i = 0; i < options.ClutterPatches; i++)
        {
            int[] others = [.. Enumerable.Range(0, digits.Count).Where(image => image != index)];
            int image = others[random.NextInt(others.Length)];
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
}
