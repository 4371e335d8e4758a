using System.Text.Json;
using System.Text.Json.Nodes;
using Saccade.Checkpoints;
using Saccade.Experiments.Export;
using Saccade.Experiments.Import;
using Saccade.Experiments.Reports;

namespace Saccade.Experiments.HuggingFace;

/// <summary>
/// Writes an attention model as a folder of the Hugging Face Hub: weights in safetensors, options in JSON, a model card, and the model in
/// PyTorch.
/// </summary>
public static class HuggingFaceFolder
{
    private const string Weights = "model.safetensors", Config = "config.json", Card = "README.md", Code = "modeling_saccade.py";

    /// <summary>Writes the folder; the files of an earlier export are replaced.</summary>
    /// <param name="model">The model.</param>
    /// <param name="classNames">The names of its classes, one for each.</param>
    /// <param name="title">What it is, in one line; empty if that is unknown.</param>
    /// <param name="licence">The licence of the weights, as the Hub names it, such as <c>mit</c>; null to state none.</param>
    /// <param name="folder">The folder, which is made if it is missing.</param>
    /// <returns>The files.</returns>
    /// <exception cref="OptionException">There is not one name for each class.</exception>
    /// <exception cref="SaccadeException">
    /// The model takes no glimpses, or only random ones, or has a custom core or a saliency map, or a file cannot be written, or is there
    /// already from elsewhere.
    /// </exception>
    public static IReadOnlyList<string> Write(
        ModelFile model, IReadOnlyList<string> classNames, string title, string? licence, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        ExportedModel.Require(model, classNames);
        if (model.Model.LocationForm == LocationForm.Saliency)
        {
            throw new SaccadeException(new(
                ErrorKind.Unsupported, Key: "model.location_form", Value: LocationForm.Saliency,
                Detail: $"{Code} has no saliency map", Remedy: "export it as ONNX"));
        }
        string[] files = [.. new[] { Weights, Config, Card, Code }.Select(name => Path.Combine(folder, name))];
        // Only an export has the code: other folders with such files are runs, or projects with a README.md of their own.
        if (!File.Exists(files[3]) && files.FirstOrDefault(File.Exists) is string foreign)
        {
            throw new SaccadeException(new(
                ErrorKind.Unwritable, foreign, "it is there already, and from no such export", "name another folder"));
        }
        RunPictures.MakeFolder(folder);
        AtomicFile.WriteText(files[3], ReadCode());
        // The mark of tensors that PyTorch takes as they are; Saccade reads the file as well.
        (model with { Facts = new Dictionary<string, string>(model.Facts) { ["format"] = "pt" } }).Write(files[0]);
        AtomicFile.WriteText(files[1], ConfigOf(TensorFile.Read(files[0]).Metadata["model"], classNames));
        string name = model.Facts.GetValueOrDefault("name", Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))));
        AtomicFile.WriteText(files[2], CardOf(model, TerminalText.OneLine(name), title, licence));
        return files;
    }

    /// <summary>The options of the model, and what the Hub's tools expect beside them.</summary>
    private static string ConfigOf(string options, IReadOnlyList<string> classNames)
    {
        JsonObject config = JsonNode.Parse(options)!.AsObject();
        config["architectures"] = new JsonArray("SaccadeModel");
        config["model_type"] = "saccade";
        config["id2label"] = new JsonObject(classNames.Select((name, i) => KeyValuePair.Create(Text(i), (JsonNode?)name)));
        return config.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
    }

    private static string CardOf(ModelFile model, string name, string title, string? licence)
    {
        ModelOptions options = model.Model;
        string error = model.Facts.TryGetValue("test_error_percent", out string? percent)
            ? $" It classifies {MarkdownText.Line(percent)}% of its test images wrongly"
                + $"{(options.Stops ? ", with its stop network, which this folder leaves out: here it takes all glimpses" : "")}." : "";
        string labels = options.Labels > 1
            ? $" An image has up to {Text(options.Labels)} labels: "
                + $"label s is answered after glimpse {Text(options.Glimpses / options.Labels)}·s."
            : "";
        string origin = model.Facts.TryGetValue(ModelImport.OriginKey, out string? other)
            ? $" Its weights were imported from {MarkdownText.Line(other)}." : "";
        string command = model.Facts.TryGetValue("command", out string? made)
            ? $"\n{MarkdownText.Code(made)}\n" : "";
        return $"""
            ---
            {(licence is null ? "" : $"license: {licence}\n")}library_name: pytorch
            pipeline_tag: image-classification
            tags:
              - saccade
              - hard-attention
              - recurrent-attention-model
              - reinforce
            ---

            # {MarkdownText.Line(name)}

            {MarkdownText.Line(title.Length > 0 ? title : name)}: a recurrent attention model (Mnih et al., 2014). It sees an image only
            through a small window, and has learned by reinforcement where to look next. {Text(options.Glimpses)} glimpses,
            {Text(options.Classes)} classes.{labels}{error}{origin}

            ```python
            import torch
            from modeling_saccade import SaccadeModel

            model = SaccadeModel.from_pretrained(".")
            out = model(torch.zeros(1, {Text(options.Channels)}, 60, 60))  # [B, C, H, W], 0 black to 1 white, of any size
            out["probabilities"], out["locations"], out["values"]  # after each glimpse
            ```

            `modeling_saccade.py` (MIT licence) needs PyTorch alone. Saccade reads `model.safetensors` as one of its models: options and
            recipe are in its header.
            {command}
            """;
    }

    private static string ReadCode()
    {
        using StreamReader reader = new(typeof(HuggingFaceFolder).Assembly.GetManifestResourceStream(Code)!);
        return reader.ReadToEnd();
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
