// Compares the trained models with their twins in ONNX Runtime and PyTorch on the first 1,000 test images, and prints the table of
// docs/deploy.md.
//
//   dotnet run docs/twins.cs
//
// Needs SACCADE_DATA, the folder of MNIST, and a python3 with NumPy and PyTorch (SACCADE_PYTHON names another one).
#:project ../src/Saccade.Experiments/Saccade.Experiments.csproj
#:package Microsoft.ML.OnnxRuntime
#:property RestorePackagesWithLockFile=false
#:property EnforceCodeStyleInBuild=false
#:property PublishAot=false

using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Saccade.Experiments.Config;
using Saccade.Experiments.Export;
using Saccade.Experiments.HuggingFace;
using Saccade.Experiments.Onnx;
using Saccade.Experiments.Runs;
using Saccade.Images;
using Saccade.Policy;
using Saccade.Tasks;
using Saccade.Training;

// Writes probabilities and locations of the model beside its traces.
const string Twin = """
    import importlib.util, sys, numpy, torch
    folder = sys.argv[1]
    spec = importlib.util.spec_from_file_location("modeling_saccade", folder + "/modeling_saccade.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    traces = numpy.load(folder + "/traces.npz")
    model = module.SaccadeModel.from_pretrained(folder)
    first = torch.from_numpy(traces["locations"][:, 0]) if model.config["first_location"] == "Uniform" else None
    with torch.no_grad():
        out = model(torch.from_numpy(traces["images"]).float() / 255, first)
    for name in ("probabilities", "locations"):
        out[name].numpy().astype("<f4").tofile(folder + "/" + name)
    """;

string models = Path.Combine(Environment.CurrentDirectory, "models");
string folder = Directory.CreateTempSubdirectory("saccade-twins-").FullName;
Console.WriteLine("| model | ONNX Runtime: probabilities | locations | classes | PyTorch: probabilities | locations | classes |");
Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
try
{
    foreach (string name in BuiltInModels.Names([models]))
    {
        TrainedModel trained = TrainedModel.Open(Path.Combine(models, name + ".safetensors"));
        using IEngine engine = trained.CreateEngine(threads: 1);
        TraceImages images = TraceImages.Load(RecipeTask.Images(trained.RequireRecipe(), Split.Test, null), 1000);
        TraceSet traces = TraceSet.Run(engine, images, PolicyMode.Mean, null, seed: 0);
        Console.WriteLine($"| {name} | {Compare(traces, OnnxRuntime(trained, traces))} | {Compare(traces, PyTorch(trained, traces))} |");
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}

// The largest differences, and how many of the classes after all glimpses are equal.
static string Compare(TraceSet traces, (float[] Probabilities, float[] Locations) twin)
{
    int classes = traces.Model.Classes;
    int[] expected = Answers(traces.Probabilities);
    int equal = expected.Zip(Answers(twin.Probabilities), (one, other) => one == other ? 1 : 0).Sum();
    return string.Create(
        CultureInfo.InvariantCulture,
        $"{Largest(traces.Probabilities, twin.Probabilities):0.0e-0} | {Largest(traces.Locations, twin.Locations):0.0e-0} | "
            + $"{equal} of {expected.Length}");

    int[] Answers(float[] probabilities) =>
        [.. probabilities.Chunk(classes * traces.Glimpses).Select(image => TensorPrimitives.IndexOfMax<float>(image.AsSpan()[^classes..]))];
}

static float Largest(float[] expected, float[] actual) => expected.Length == actual.Length
    ? expected.Zip(actual, (one, other) => Math.Abs(one - other)).Max()
    : throw new InvalidDataException($"{actual.Length} values in place of {expected.Length}.");

(float[] Probabilities, float[] Locations) OnnxRuntime(TrainedModel trained, TraceSet traces)
{
    string path = Path.Combine(folder, trained.Name + ".onnx");
    OnnxFile.Write(trained.File, trained.ClassNames, path);
    using InferenceSession session = new(path);
    ImageSize size = traces.Images.Size;
    float[] pixels = new float[traces.Images.Pixels.Length];
    TensorPrimitives.ConvertChecked(traces.Images.Pixels.Span, pixels);
    TensorPrimitives.Divide<float>(pixels, 255, pixels);
    Dictionary<string, OrtValue> inputs = new()
    {
        ["image"] = OrtValue.CreateTensorValueFromMemory(pixels, [traces.Images.Count, size.Channels, size.Height, size.Width]),
    };
    if (session.InputNames.Contains("first_location"))
    {
        float[] first = [.. traces.Locations.Chunk(2 * traces.Glimpses).SelectMany(path => path[..2])];
        inputs["first_location"] = OrtValue.CreateTensorValueFromMemory(first, [traces.Images.Count, 2]);
    }
    using RunOptions options = new();
    using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, inputs, ["probabilities", "locations"]);
    (float[], float[]) found = (outputs[0].GetTensorDataAsSpan<float>().ToArray(), outputs[1].GetTensorDataAsSpan<float>().ToArray());
    foreach (OrtValue input in inputs.Values)
    {
        input.Dispose();
    }
    return found;
}

(float[] Probabilities, float[] Locations) PyTorch(TrainedModel trained, TraceSet traces)
{
    string twin = Path.Combine(folder, trained.Name);
    HuggingFaceFolder.Write(trained.File, trained.ClassNames, trained.Title, licence: null, twin);
    TraceFile.Write(traces, trained.Name, Path.Combine(twin, "traces.npz"));
    using Process python = Process.Start(Environment.GetEnvironmentVariable("SACCADE_PYTHON") ?? "python3", ["-c", Twin, twin]);
    python.WaitForExit();
    return python.ExitCode == 0
        ? (Floats("probabilities"), Floats("locations"))
        : throw new InvalidOperationException("python3 needs NumPy and PyTorch; SACCADE_PYTHON names another one.");

    float[] Floats(string name)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(twin, name));
        float[] values = new float[bytes.Length / sizeof(float)];
        Buffer.BlockCopy(bytes, 0, values, 0, bytes.Length);
        return values;
    }
}
