using System.Text.Json.Nodes;
using Saccade.Checkpoints;
using Saccade.Cpu;
using Saccade.Errors;
using Saccade.Experiments.Export;
using Saccade.Experiments.HuggingFace;
using Saccade.Experiments.Import;
using Saccade.Experiments.Runs;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Tasks;
using Saccade.Tests.Checkpoints;
using Saccade.Tests.Experiments.Export;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Experiments.HuggingFace;

public sealed class HuggingFaceFolderTests : IDisposable
{
    // Each folder FOLDER beside its traces FOLDER.npz, in one process: PyTorch takes seconds to load.
    private const string Comparison = """
        import importlib.util, sys, numpy, torch
        for folder in sys.argv[1:]:
            spec = importlib.util.spec_from_file_location("modeling_saccade", folder + "/modeling_saccade.py")
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            traces = numpy.load(folder + ".npz")
            locations = torch.from_numpy(traces["locations"])
            model = module.SaccadeModel.from_pretrained(folder)
            first = locations[:, 0] if model.config["first_location"] == "Uniform" else None
            out = model(torch.from_numpy(traces["images"]).float() / 255, first, locations.shape[1])
            for output, trace in (("probabilities", "probabilities"), ("locations", "locations"), ("values", "baselines")):
                difference = abs(out[output].numpy() - traces[trace]).max()
                assert difference <= 1e-5, (folder, output, difference)
        print("same")
        """;

    private static readonly Python s_python = new("numpy", "torch");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void PyTorch_finds_the_traces_of_the_engine()
    {
        Assert.SkipWhen(!s_python.IsThere, "There is no Python with PyTorch; Debian has it in the package python3-torch.");
        List<string> folders = [];
        IEnumerable<ModelFile> files = ExportedModels.Names.Select(ExportedModels.Create).Append(BuiltIn().File);
        foreach (ModelFile file in files.Where(file => file.Model.LocationForm == LocationForm.State))
        {
            string folder = _folder[$"model{folders.Count}"];
            folders.Add(folder);
            HuggingFaceFolder.Write(file, Names(file), "", licence: null, folder);
            using CpuEngine engine = new(file.Model, new TrainingOptions(), file.Weights, threads: 1);
            ImageBatch images = Synthetic.Batch(1, 10, new(file.Model.Channels, 14, 31), file.Model.Classes);
            // One glimpse more than in training.
            TraceFile.Write(
                TraceSet.Run(engine, new(images.Pixels, null, images.Size), PolicyMode.Mean, file.Model.Glimpses + 1, seed: 1),
                "twin", folder + ".npz");
        }

        (int exitCode, string output) = s_python.Run(["-c", Comparison, .. folders]);
        Assert.True(exitCode == 0 && output.Trim() == "same", output);
    }

    [Fact]
    public void A_saliency_map_is_refused()
    {
        ModelFile saliency = ExportedModels.Create("a saliency map");
        SaccadeException refused = Assert.Throws<SaccadeException>(
            () => HuggingFaceFolder.Write(saliency, Names(saliency), "", null, _folder["hf"]));
        Assert.Equal((ErrorKind.Unsupported, "model.location_form"), (refused.Error.Kind, refused.Error.Key));
        Assert.False(File.Exists(Path.Combine(_folder["hf"], "config.json")));
    }

    [Fact]
    public void The_folder_has_what_the_Hub_expects_and_its_weights_are_a_model_of_Saccade()
    {
        TrainedModel model = BuiltIn();
        string[] names = ["zero", "one", .. Names(model.File).Skip(2)];
        IReadOnlyList<string> files = HuggingFaceFolder.Write(model.File, names, model.Title, "mit", _folder.Path);

        Assert.Equal(["README.md", "config.json", "model.safetensors", "modeling_saccade.py"], files.Select(Path.GetFileName).Order());
        Assert.StartsWith("---\nlicense: mit\n", File.ReadAllText(_folder["README.md"]));
        JsonNode config = JsonNode.Parse(File.ReadAllText(_folder["config.json"]))!;
        Assert.Equal(
            ("saccade", "one", 12),
            ((string?)config["model_type"], (string?)config["id2label"]!["1"], (int)config["sensor"]!["patch_side"]!));
        TensorFile weights = TensorFile.Read(_folder["model.safetensors"]);
        Assert.Equal("pt", weights.Metadata["format"]);
        Assert.Equal(model.File.Model, TrainedModel.Open(_folder.Path + "/model.safetensors").File.Model);
        // The one file that people read.
        Assert.InRange(File.ReadLines(_folder["modeling_saccade.py"]).Count(), 1, 150);
    }

    [Fact]
    public void The_card_states_where_imported_weights_come_from_and_no_licence_that_nobody_gave()
    {
        ModelFile model = BuiltIn().File;
        Dictionary<string, string> facts = new(model.Facts) { [ModelImport.OriginKey] = "weights.pt of another program" };

        HuggingFaceFolder.Write(model with { Facts = facts }, Names(model), $"{new string('a', 500)}\nend", licence: null, _folder.Path);

        string card = File.ReadAllText(_folder["README.md"]);
        Assert.StartsWith("---\nlibrary_name: pytorch\n", card);
        Assert.Contains("a end: a recurrent attention model", card);
        Assert.Contains("Its weights were imported from weights.pt of another program.", card);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("model.safetensors")]
    public void An_earlier_export_is_replaced_and_a_file_of_something_else_is_not(string foreign)
    {
        ModelFile model = BuiltIn().File;
        HuggingFaceFolder.Write(model, Names(model), "", licence: null, _folder["export"]);
        HuggingFaceFolder.Write(model, Names(model), "", licence: null, _folder["export"]);
        Directory.CreateDirectory(_folder["own"]);
        File.WriteAllText(_folder["own/" + foreign], "mine");

        SaccadeException refused = Assert.Throws<SaccadeException>(
            () => HuggingFaceFolder.Write(model, Names(model), "", licence: null, _folder["own"]));

        Assert.Equal((ErrorKind.Unwritable, _folder["own/" + foreign]), (refused.Error.Kind, refused.Error.Path));
        Assert.Equal("mine", File.ReadAllText(_folder["own/" + foreign]));
    }

    private static IReadOnlyList<string> Names(ModelFile file) => ClassificationTask.NumberedClasses(file.Model.Classes);

    private static TrainedModel BuiltIn() => TrainedModel.Open(Repository.Path("models/quickstart.safetensors"));
}
