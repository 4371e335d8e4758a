using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Serialization;
using Saccade.Data.Formats;
using Saccade.Images;
using Saccade.Sensing;

namespace Saccade.Experiments.Export;

/// <summary>Writes traces for other tools: as a NumPy archive, or as JSON. docs/traces.md explains both.</summary>
public static class TraceFile
{
    private const string Format = "saccade-trace-1";

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Checks that a file's name says how it is to be written.</summary>
    /// <exception cref="OptionException">It ends neither in .npz nor in .json.</exception>
    public static void RequireEnding(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!Ends(path, ".npz") && !Ends(path, ".json"))
        {
            throw new OptionException(
                new(ErrorKind.NotAllowed) { Key = "file of traces", Value = path, Allowed = "any that ends in .npz or .json" });
        }
    }

    /// <summary>Writes traces into a file, by its ending as a NumPy archive or as JSON; the same traces give the same bytes.</summary>
    /// <param name="set">The traces.</param>
    /// <param name="recipe">The name of the recipe that the model was trained by.</param>
    /// <param name="path">The file, which is replaced.</param>
    /// <exception cref="OptionException">The name ends neither in .npz nor in .json.</exception>
    /// <exception cref="SaccadeException">The file cannot be written; then nothing of it is left.</exception>
    public static void Write(TraceSet set, string recipe, string path)
    {
        ArgumentNullException.ThrowIfNull(set);
        RequireEnding(path);
        if (Ends(path, ".npz"))
        {
            NumpyFile.WriteArchive(path, Arrays(set));
        }
        else
        {
            AtomicFile.Write(path, stream => WriteJson(set, recipe, stream));
        }
    }

    private static List<NumpyArray> Arrays(TraceSet set)
    {
        (int count, int steps, int scales) = (set.Images.Count, set.Glimpses, set.Model.Sensor.Scales);
        (int channels, int height, int width) = set.Images.Size;
        int side = set.Model.Sensor.PatchSide;
        List<NumpyArray> arrays =
        [
            NumpyArray.Of("images", set.Images.Pixels.ToArray(), count, channels, height, width),
            NumpyArray.Of("locations", set.Locations, count, steps, 2),
            NumpyArray.Of("boxes", set.Boxes, count, steps, scales, 3),
            NumpyArray.Of("retinas", set.Retinas, count, steps, scales, channels, side, side),
            NumpyArray.Of("probabilities", set.Probabilities, count, steps, set.Model.Classes),
            NumpyArray.Of("baselines", set.Baselines, count, steps),
        ];
        if (set.Slots is int[] slots)
        {
            arrays.Add(NumpyArray.Of("slots", slots, steps));
        }
        if (set.GlimpsesTaken is int[] taken)
        {
            arrays.Add(NumpyArray.Of("glimpses_taken", taken, count));
        }
        if (set.Images.Sizes is IReadOnlyList<ImageSize> sizes)
        {
            int[] heightsAndWidths = [.. sizes.SelectMany(size => (int[])[size.Height, size.Width])];
            arrays.Add(NumpyArray.Of("sizes", heightsAndWidths, count, 2));
        }
        if (set.Images.Labels is Labels labels)
        {
            arrays.Insert(1, NumpyFile.LabelArray(labels));
        }
        return arrays;
    }

    private static void WriteJson(TraceSet set, string recipe, Stream stream)
    {
        RequireFinite(set);
        (SensorOptions sensor, ImageSize size) = (set.Model.Sensor, set.Images.Size);
        JsonSerializer.Serialize(stream, new
        {
            Format,
            Recipe = recipe,
            Policy = set.Policy.ToString().ToLowerInvariant(),
            set.Seed,
            set.Glimpses,
            set.Model.Classes,
            Labels = set.Model.ReadsSequences ? set.Model.Labels : (int?)null,
            set.Slots,
            Image = new { size.Channels, size.Height, size.Width },
            Sensor = new { sensor.PatchSide, sensor.Scales, sensor.ScaleFactor, sensor.Reach },
            // Made one by one while they are written: all of them might not fit into memory.
            Traces = Enumerable.Range(0, set.Images.Count).Select(index => Trace(set, index)),
        }, s_json);
    }

    private static object Trace(TraceSet set, int index)
    {
        (int scales, int side) = (set.Model.Sensor.Scales, set.Model.Sensor.PatchSide);
        float[] probabilities = Part(set.Probabilities);
        bool sequence = set.Model.ReadsSequences;
        return new
        {
            Label = sequence ? null : set.Images.Labels?[index],
            Sequence = sequence ? set.Images.Labels?.Sequence(index).ToArray() : null,
            Named = sequence ? (int?)null : TensorPrimitives.IndexOfMax(probabilities.AsSpan()[^set.Model.Classes..]),
            Read = sequence ? Read(set, probabilities) : null,
            GlimpsesTaken = set.GlimpsesTaken?[index],
            Size = set.Images.Sizes is { } sizes ? new[] { sizes[index].Height, sizes[index].Width } : null,
            Locations = Part(set.Locations).Chunk(2),
            Boxes = Part(set.Boxes).Chunk(3).Chunk(scales),
            Retinas = Part(set.Retinas).Chunk(side).Chunk(side).Chunk(set.Model.Channels).Chunk(scales),
            Probabilities = probabilities.Chunk(set.Model.Classes),
            Baselines = Part(set.Baselines),
        };

        T[] Part<T>(T[] values) => values.AsSpan(index * (values.Length / set.Images.Count), values.Length / set.Images.Count).ToArray();
    }

    /// <summary>The labels read from the answers of a rollout [T, classes].</summary>
    private static int[] Read(TraceSet set, float[] probabilities)
    {
        int answer = probabilities.Length / set.Model.Labels, classes = set.Model.Classes;
        int[] answers = [.. Enumerable.Range(1, set.Model.Labels)
            .Select(slot => TensorPrimitives.IndexOfMax(probabilities.AsSpan(slot * answer - classes, classes)))];
        return LabelSequence.Read(answers, classes - 1).ToArray();
    }

    /// <summary>JSON has neither NaN nor infinities.</summary>
    private static void RequireFinite(TraceSet set)
    {
        IEnumerable<float> numbers = set.Locations.Concat(set.Retinas).Concat(set.Probabilities).Concat(set.Baselines);
        foreach (float number in numbers.Where(number => !float.IsFinite(number)))
        {
            const string Detail = "JSON has no such number, and the model's weights are damaged";
            const string Remedy = "give --out a name that ends in .npz to keep it";
            throw new SaccadeException(new(ErrorKind.NotFinite, Detail: Detail, Remedy: Remedy, Key: "trace", Value: number));
        }
    }

    private static bool Ends(string path, string ending) => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
