using System.Buffers.Binary;
using System.Text;

namespace Saccade.Reliability.Crashes;

/// <summary>Compares what two runs left, to the bit; only times may differ.</summary>
internal static class RunDifference
{
    private static readonly string[] s_times = ["images_per_second", "seconds"];

    /// <summary>What differs, or null if nothing does.</summary>
    public static string? Of(string expected, string actual)
    {
        // The second newest checkpoint is of an epoch half done when the run was stopped in its last one.
        string[] files = ["model.safetensors", "recipe.toml", Checkpoints(expected)[^1], .. Checkpoints(expected)
            .Intersect(Checkpoints(actual)), .. Pictures(expected)];
        if (Checkpoints(actual).Length != Checkpoints(expected).Length)
        {
            return $"the checkpoints are {string.Join(", ", Checkpoints(actual))}";
        }
        if (!Pictures(expected).SequenceEqual(Pictures(actual)))
        {
            return $"the pictures are {string.Join(", ", Pictures(actual))}";
        }
        if (files.FirstOrDefault(file => !Bytes(expected, file).AsSpan().SequenceEqual(Bytes(actual, file))) is string other)
        {
            return $"{other} differs";
        }
        if (!Figures(expected).SequenceEqual(Figures(actual)))
        {
            return "metrics.csv differs";
        }
        if (!Events(expected).SequenceEqual(Events(actual)))
        {
            return "the events for TensorBoard differ";
        }
        string[] hidden =
            [.. Directory.GetFiles(actual, ".*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(actual, file))];
        return hidden.Length > 0 ? $"{string.Join(", ", hidden)} stayed behind" : null;
    }

    private static byte[] Bytes(string run, string file) => File.Exists(Path.Combine(run, file))
        ? File.ReadAllBytes(Path.Combine(run, file)) : [];

    private static string[] Checkpoints(string run) => Files(run, "checkpoints");

    private static string[] Pictures(string run) => Files(run, "pictures");

    private static string[] Files(string run, string folder) =>
        [.. Directory.GetFileSystemEntries(Path.Combine(run, folder)).Select(file => Path.GetRelativePath(run, file))
            .Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Figures(string run)
    {
        string[][] rows = [.. File.ReadAllLines(Path.Combine(run, "metrics.csv")).Select(line => line.Split(','))];
        return rows.Select(row => string.Join(',', row.Where((_, column) => !s_times.Contains(rows[0][column]))));
    }

    /// <summary>The records of the events without their checksums, the time at which each begins, and scalars that are times.</summary>
    private static IEnumerable<string> Events(string run)
    {
        const int lengthBytes = 12;
        const int checksumBytes = 4;
        const int timeBytes = 9;
        byte[] content = File.ReadAllBytes(Directory.GetFiles(run, "events.*").Single());
        for (int at = 0; at < content.Length;)
        {
            int length = (int)BinaryPrimitives.ReadInt64LittleEndian(content.AsSpan(at));
            byte[] record = content[(at + lengthBytes + timeBytes)..(at + lengthBytes + length)];
            foreach (string name in s_times)
            {
                // Behind the name stand a tag and a number of four bytes.
                int found = record.AsSpan().IndexOf(Encoding.UTF8.GetBytes(name));
                if (found >= 0)
                {
                    record.AsSpan(found + name.Length + 1, sizeof(float)).Clear();
                }
            }
            yield return Convert.ToHexString(record);
            at += lengthBytes + length + checksumBytes;
        }
    }
}
