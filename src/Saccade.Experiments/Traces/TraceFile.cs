using System.Numerics.Tensors;
using System.Text.Json;
using Saccade.Checkpoints;
using Saccade.Data;
using Saccade.Geometry;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Experiments.Traces;

/// <summary>Writes traces for other tools: as a NumPy archive, or as JSON. docs/traces.md explains both.</summary>
public static class TraceFile
{
    private const string Format = "saccade-trace-1";

    /// <summary>Checks that a file's name says how it is to be written.</summary>
    /// <exception cref="OptionException">It ends neither in .npz nor in .json.</exception>
    public static void RequireEnding(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!Ends(path, ".npz") && !Ends(path, ".json"))
        {
            throw new OptionException($"The traces' file was '{path}'; its name may be any that ends in .npz or .json.");
        }
    }

    /// <summary>Writes traces into a file, by its ending as a NumPy archive or as JSON; the same traces give the same bytes.</summary>
    /// <param name="set">The traces.</param>
    /// <param name="recipe">The name of the recipe that the model was trained by.</param>
    /// <param name="path">The file, which is replaced.</param>
    /// <exception cref="OptionException">The name ends neither in .npz nor in .json.</exception>
    /// <exception cref="SaccadeException">The file can't be written; then nothing of it is left.</exception>
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
        if (set.Images.Labels is byte[] labels)
        {
            arrays.Insert(1, NumpyArray.Of("labels", labels, count));
        }
        return arrays;
    }

    private static void WriteJson(TraceSet set, string recipe, Stream stream)
    {
        using Utf8JsonWriter json = new(stream);
        (SensorOptions sensor, ImageSize size) = (set.Model.Sensor, set.Images.Size);
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteString("recipe", recipe);
        json.WriteString("policy", set.Policy.ToString().ToLowerInvariant());
        json.WriteNumber("seed", set.Seed);
        json.WriteNumber("glimpses", set.Glimpses);
        json.WriteNumber("classes", set.Model.Classes);
        json.WriteStartObject("image");
        json.WriteNumber("channels", size.Channels);
        json.WriteNumber("height", size.Height);
        json.WriteNumber("width", size.Width);
        json.WriteEndObject();
        json.WriteStartObject("sensor");
        json.WriteNumber("patch_side", sensor.PatchSide);
        json.WriteNumber("scales", sensor.Scales);
        json.WriteNumber("scale_factor", sensor.ScaleFactor);
        json.WriteNumber("reach", sensor.Reach);
        json.WriteEndObject();
        json.WriteStartArray("traces");
        for (int i = 0; i < set.Images.Count; i++)
        {
            WriteTrace(set, i, json);
            // What is written goes to the file, or all of it would be held in memory.
            json.Flush();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTrace(TraceSet set, int index, Utf8JsonWriter json)
    {
        (int steps, int classes, SensorOptions sensor) = (set.Glimpses, set.Model.Classes, set.Model.Sensor);
        ReadOnlySpan<float> probabilities = Part(set.Probabilities, index, steps * classes);
        json.WriteStartObject();
        if (set.Images.Labels is byte[] labels)
        {
            json.WriteNumber("label", labels[index]);
        }
        json.WriteNumber("named", TensorPrimitives.IndexOfMax(probabilities[^classes..]));
        json.WritePropertyName("locations");
        Nested(json, Part(set.Locations, index, steps * 2), [steps, 2]);
        json.WritePropertyName("boxes");
        Nested(json, Part(set.Boxes, index, steps * sensor.Scales * 3), [steps, sensor.Scales, 3]);
        json.WritePropertyName("retinas");
        Nested(
            json, Part(set.Retinas, index, steps * sensor.GlimpseSize(set.Model.Channels)),
            [steps, sensor.Scales, set.Model.Channels, sensor.PatchSide, sensor.PatchSide]);
        json.WritePropertyName("probabilities");
        Nested(json, probabilities, [steps, classes]);
        json.WritePropertyName("baselines");
        Nested(json, Part(set.Baselines, index, steps), [steps]);
        json.WriteEndObject();
    }

    /// <summary>Writes values as arrays within arrays.</summary>
    private static void Nested<T>(Utf8JsonWriter json, ReadOnlySpan<T> values, ReadOnlySpan<int> shape)
    {
        json.WriteStartArray();
        int part = values.Length / shape[0];
        for (int i = 0; i < shape[0]; i++)
        {
            if (shape.Length > 1)
            {
                Nested(json, values.Slice(i * part, part), shape[1..]);
            }
            else if (values[i] is float number)
            {
                json.WriteNumberValue(float.IsFinite(number)
                    ? number
                    : throw new SaccadeException($"A trace holds {number}, which JSON can't: the model's weights are damaged. NPZ can hold it: give --out a name that ends with .npz."));
            }
            else if (values[i] is int whole)
            {
                json.WriteNumberValue(whole);
            }
        }
        json.WriteEndArray();
    }

    private static ReadOnlySpan<T> Part<T>(T[] values, int index, int length) => values.AsSpan(index * length, length);

    private static bool Ends(string path, string ending) => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
