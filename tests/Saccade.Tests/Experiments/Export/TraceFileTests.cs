using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Saccade.Cpu;
using Saccade.Errors;
using Saccade.Experiments.Export;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tests.Data;
using Saccade.Tests.Evaluation;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Export;

public sealed class TraceFileTests : IDisposable
{
    private const int Classes = 3, Steps = 2;
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Arrays_hold_the_traces_image_by_image()
    {
        TraceSet set = Take(1203, labelled: true);
        // The same rollouts as an evaluation's, though it takes the images in batches of 500.
        int last = 1202;
        RolloutNoise noise = RolloutNoise.Draw(RandomKey.FromSeed(7).Fork("evaluation").Fork(0), last, 1, Steps, PolicyMode.Sample);
        Assert.Equal(noise.Starts.ToArray(), set.Locations[(last * Steps * 2)..(last * Steps * 2 + 2)]);
        PatchBox box = set.Model.Sensor.Box(1, noise.Starts[0], noise.Starts[1], 4, 4);
        int at = (last * Steps * 2 + 1) * 3;
        Assert.Equal([box.Left, box.Top, box.Side], set.Boxes[at..(at + 3)]);
        Assert.Equal(Think([], 0, 0, 1), set.Probabilities[^Classes..]);

        TraceFile.Write(set, "scripted", _folder["t.npz"]);
        using ZipArchive archive = ZipFile.OpenRead(_folder["t.npz"]);
        Assert.Equal(
            ["images.npy |u1 (1203, 1, 4, 4)", "labels.npy |u1 (1203,)", "locations.npy <f4 (1203, 2, 2)", "boxes.npy <i4 (1203, 2, 2, 3)",
                "retinas.npy <f4 (1203, 2, 2, 1, 2, 2)", "probabilities.npy <f4 (1203, 2, 3)", "baselines.npy <f4 (1203, 2)"],
            archive.Entries.Select(Header));
        Assert.Equal(set.Retinas, Values<float>(archive.GetEntry("retinas.npy")!));
        Assert.Equal(set.Baselines, Values<float>(archive.GetEntry("baselines.npy")!));
    }

    [Fact]
    public void A_rollout_that_ended_early_states_its_glimpses_and_repeats_the_last()
    {
        TraceImages images = new(new byte[4 * 14 * 11], null, new(1, 14, 11));
        TraceSet set = TraceSet.Run(new EndingAgent(), images, PolicyMode.Mean, glimpses: null, seed: 0);
        Assert.Equal([1, 2, 3, 3], set.GlimpsesTaken!);
        Assert.Equal(set.Locations[..2], set.Locations[4..6]);
        Assert.NotEqual(set.Locations[6..8], set.Locations[8..10]);
        Assert.Equal(set.Locations[8..10], set.Locations[10..12]);
        Assert.Equal(set.Boxes[..6], set.Boxes[12..18]);
        TraceFile.Write(set, "ending", _folder["t.npz"]);
        using ZipArchive archive = ZipFile.OpenRead(_folder["t.npz"]);
        Assert.Contains("glimpses_taken.npy <i4 (4,)", archive.Entries.Select(Header));
        TraceFile.Write(set, "ending", _folder["t.json"]);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(_folder["t.json"]));
        Assert.Equal(2, document.RootElement.GetProperty("traces")[1].GetProperty("glimpses_taken").GetInt32());
    }

    [Fact]
    public void Glimpses_of_a_sequence_state_the_label_that_they_serve()
    {
        ModelOptions model = Synthetic.Tiny with { Labels = 3, Glimpses = 6 };
        using CpuEngine engine = new(model, new TrainingOptions(), RandomKey.FromSeed(1), threads: 1);
        TraceImages images = new(new byte[14 * 11], null, new(1, 14, 11));
        TraceSet set = TraceSet.Run(engine, images, PolicyMode.Mean, glimpses: null, seed: 0);
        TraceFile.Write(set, "sequence", _folder["t.npz"]);
        using ZipArchive archive = ZipFile.OpenRead(_folder["t.npz"]);
        ZipArchiveEntry slots = archive.GetEntry("slots.npy")!;
        Assert.Equal("slots.npy <i4 (6,)", Header(slots));
        Assert.Equal([0, 0, 1, 1, 2, 2], Values<int>(slots));
        TraceFile.Write(set, "sequence", _folder["t.json"]);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(_folder["t.json"]));
        Assert.Equal([0, 0, 1, 1, 2, 2], document.RootElement.GetProperty("slots").EnumerateArray().Select(slot => slot.GetInt32()));
    }

    [Fact]
    public void Json_holds_the_same_numbers()
    {
        TraceSet set = Take(3, labelled: false);
        TraceFile.Write(set, "scripted \"<", _folder["t.json"]);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(_folder["t.json"]));
        JsonElement root = document.RootElement;
        Assert.Equal(("saccade-trace-1", "scripted \"<", "sample", 7), (
            root.GetProperty("format").GetString(), root.GetProperty("recipe").GetString(),
            root.GetProperty("policy").GetString(), root.GetProperty("seed").GetInt32()));
        JsonElement[] traces = [.. root.GetProperty("traces").EnumerateArray()];
        Assert.All(traces, trace => Assert.False(trace.TryGetProperty("label", out _)));
        Assert.Equal([1, 1, 1], traces.Select(trace => trace.GetProperty("named").GetInt32()));
        Assert.Equal(set.Locations, Flat("locations"));
        Assert.Equal(set.Retinas, Flat("retinas"));
        Assert.Equal(set.Probabilities, Flat("probabilities"));
        Assert.Equal(set.Baselines, Flat("baselines"));
        Assert.Equal(set.Boxes.Select(value => (float)value), Flat("boxes"));
        Assert.Equal((Steps, 2, 1, 2), Depths(traces[0].GetProperty("retinas")));

        float[] Flat(string name) => [.. traces.SelectMany(trace => Numbers(trace.GetProperty(name)))];

        static IEnumerable<float> Numbers(JsonElement element) => element.ValueKind == JsonValueKind.Array
            ? element.EnumerateArray().SelectMany(Numbers)
            : [element.GetSingle()];

        static (int, int, int, int) Depths(JsonElement retinas) =>
            (retinas.GetArrayLength(), retinas[0].GetArrayLength(), retinas[0][0].GetArrayLength(), retinas[0][0][0].GetArrayLength());
    }

    [Theory]
    [InlineData("t.npz")]
    [InlineData("t.JSON")]
    public void The_same_traces_give_the_same_bytes(string name)
    {
        TraceFile.Write(Take(4, labelled: true), "a", _folder[name]);
        byte[] first = File.ReadAllBytes(_folder[name]);
        TraceFile.Write(Take(4, labelled: true), "a", _folder[name]);
        Assert.Equal(first, File.ReadAllBytes(_folder[name]));
    }

    [Fact]
    public void Other_endings_and_folders_that_are_not_there_are_refused()
    {
        Assert.Equal("t.txt", Assert.Throws<OptionException>(() => TraceFile.Write(Take(1, false), "a", "t.txt")).Error.Value);
        string path = _folder[Path.Combine("none", "t.json")];
        ErrorData error = Assert.Throws<SaccadeException>(() => TraceFile.Write(Take(1, false), "a", path)).Error;
        Assert.Equal((ErrorKind.Unwritable, path, $"the folder {_folder["none"]} does not exist"), (error.Kind, error.Path, error.Detail));
        Assert.Empty(_folder.Names);
    }

    private static float[] Think(byte[] image, float x, float y, int t) => t == 0 ? [1, 0, 0] : [0.25f, 0.5f, 0.25f];

    private static TraceSet Take(int count, bool labelled)
    {
        byte[] pixels = [.. Enumerable.Range(0, count * 16).Select(i => (byte)(i * 37))];
        Labels? labels = labelled ? new(Enumerable.Range(0, count).Select(i => i % Classes).ToArray()) : null;
        TraceImages images = new(pixels, labels, new(1, 4, 4));
        return TraceSet.Run(new ScriptedAgent(Classes, Steps, Think), images, PolicyMode.Sample, null, seed: 7);
    }

    private static string Header(ZipArchiveEntry entry)
    {
        byte[] content = Content(entry);
        string text = Encoding.ASCII.GetString(content, 10, content[8] + 256 * content[9]);
        return $"{entry.FullName} {text.Split('\'')[3]} {text[text.IndexOf('(')..(text.IndexOf(')') + 1)]}";
    }

    private static T[] Values<T>(ZipArchiveEntry entry)
        where T : struct
    {
        byte[] content = Content(entry);
        return MemoryMarshal.Cast<byte, T>(content.AsSpan(10 + content[8] + 256 * content[9])).ToArray();
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using MemoryStream content = new();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
