using System.Text.Json;
using Saccade.Checkpoints;
using Saccade.Experiments.Export;
using Saccade.Experiments.Machine;
using Saccade.Policy;

namespace Saccade.Experiments.Onnx;

/// <summary>
/// Writes attention models as ONNX, with the sensor inside: images [B, C, H, W] of any size, 0 to 1. Locations are the means of the policy,
/// and a stop network is left out: rollouts take all glimpses.
/// </summary>
public static class OnnxFile
{
    private const string Image = "image", Probabilities = "probabilities", Batch = "batch";

    /// <summary>
    /// Writes a whole model. Inputs: <c>image</c>, and <c>first_location</c> [B, 2] in [-1, 1] where that is random. Outputs:
    /// <c>probabilities</c> [B, T, classes], <c>locations</c> [B, T, 2] and <c>values</c> [B, T], the expected reward.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="classNames">The names of its classes, one for each, for the metadata.</param>
    /// <param name="path">The file, which is replaced.</param>
    /// <param name="glimpses">T; null for the number in training.</param>
    /// <exception cref="OptionException">There is not one name for each class.</exception>
    /// <exception cref="SaccadeException">
    /// The model takes no glimpses, or only random ones, or has a custom core, or the file cannot be written.
    /// </exception>
    public static void Write(ModelFile model, IReadOnlyList<string> classNames, string path, int? glimpses = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        (OnnxGraph graph, OnnxSensor sensor, OnnxNetworks networks) = Start(model, classNames);
        ModelOptions options = model.Model;
        int count = options.GlimpseCount(glimpses);
        string batch = graph.Add("Slice", graph.Add("Shape", Image), graph.List(0), graph.List(1));
        string zeros = Zeros(options.Hidden);
        OnnxState core = new(zeros, options.Core == CoreKind.Lstm ? zeros : null), upper = core;
        OnnxSaliency? saliency = null;
        if (options.Context.Side > 0)
        {
            graph.Scope = "context";
            string maps = networks.ContextMaps(sensor.See(options.Context.Side));
            saliency = options.LocationForm == LocationForm.Saliency ? networks.Saliency(maps, sensor.LargestExtents()) : null;
            upper = options.Context.GivesState ? core with { Hidden = networks.Context(maps) } : upper;
            core = options.CoreLayers > 1 ? core : upper;
        }
        List<string> probabilities = [], locations = [], values = [];
        for (int t = 0; t < count; t++)
        {
            graph.Scope = $"glimpse{t + 1}";
            string location = t > 0 || options.FirstLocation == FirstLocation.Learned
                ? saliency is null ? networks.Location(upper.Hidden) : networks.Clamp(saliency.Mean())
                : options.FirstLocation == FirstLocation.Uniform ? graph.Input("first_location", Batch, 2)
                : Zeros(2);
            saliency?.Cover(location);
            core = networks.Core("core", networks.Glimpse(sensor.Sense(location), location, t), core);
            upper = options.CoreLayers > 1 ? networks.Core("location_core", core.Hidden, upper) : core;
            probabilities.Add(Row(networks.Probabilities(core.Hidden)));
            locations.Add(Row(location));
            values.Add(networks.Value(upper.Hidden));
        }
        graph.Scope = "outputs";
        graph.Output(Probabilities, graph.Add("Concat", [.. probabilities], ("axis", 1)), Batch, count, options.Classes);
        graph.Output("locations", graph.Add("Concat", [.. locations], ("axis", 1)), Batch, count, 2);
        graph.Output("values", graph.Add("Concat", [.. values], ("axis", 1)), Batch, count);
        Write(graph, model, classNames, path);

        string Zeros(int width) => graph.Add("ConstantOfShape", graph.Add("Concat", [batch, graph.List(width)], ("axis", 0)));
        string Row(string value) => graph.Add("Unsqueeze", value, graph.List(1));
    }

    /// <summary>
    /// Writes one step of a model. Inputs: <c>image</c>, <c>location</c> [B, 2] and the state, zero before the first step: <c>h</c> [B, H],
    /// for an LSTM <c>c</c>, and <c>u</c> and <c>u_c</c> of the upper layer of a core of two. Outputs: <c>probabilities</c> [B, classes],
    /// <c>value</c> [B, 1], <c>next_location</c> [B, 2] and the next state, <c>next_h</c> and so on.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="classNames">The names of its classes, one for each, for the metadata.</param>
    /// <param name="path">The file, which is replaced.</param>
    /// <exception cref="OptionException">There is not one name for each class.</exception>
    /// <exception cref="SaccadeException">
    /// The model takes no glimpses, or only random ones, or has a custom core, a context network or statistics of batch normalisation for
    /// each glimpse, or the file cannot be written.
    /// </exception>
    public static void WriteStep(ModelFile model, IReadOnlyList<string> classNames, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        (OnnxGraph graph, OnnxSensor sensor, OnnxNetworks networks) = Start(model, classNames);
        ModelOptions options = model.Model;
        if (options.Context.Side > 0 || options.BatchNormPerGlimpse)
        {
            throw new SaccadeException(new(
                ErrorKind.Unsupported, Detail: "the first steps of this model differ from the others", Remedy: "export the whole model"));
        }
        string location = graph.Input("location", Batch, 2);
        OnnxState core = Input("h", "c"), upper = options.CoreLayers > 1 ? Input("u", "u_c") : core;
        core = networks.Core("core", networks.Glimpse(sensor.Sense(location), location, 0), core);
        upper = options.CoreLayers > 1 ? networks.Core("location_core", core.Hidden, upper) : core;
        graph.Output(Probabilities, networks.Probabilities(core.Hidden), Batch, options.Classes);
        graph.Output("value", networks.Value(upper.Hidden), Batch, 1);
        graph.Output("next_location", networks.Location(upper.Hidden), Batch, 2);
        Output("h", "c", core);
        if (options.CoreLayers > 1)
        {
            Output("u", "u_c", upper);
        }
        Write(graph, model, classNames, path);

        OnnxState Input(string hidden, string cell) => new(
            graph.Input(hidden, Batch, options.Hidden), options.Core == CoreKind.Lstm ? graph.Input(cell, Batch, options.Hidden) : null);
        void Output(string hidden, string cell, OnnxState state)
        {
            graph.Output($"next_{hidden}", state.Hidden, Batch, options.Hidden);
            if (state.Cell is not null)
            {
                graph.Output($"next_{cell}", state.Cell, Batch, options.Hidden);
            }
        }
    }

    private static (OnnxGraph Graph, OnnxSensor Sensor, OnnxNetworks Networks) Start(ModelFile model, IReadOnlyList<string> classNames)
    {
        ExportedModel.Require(model, classNames);
        OnnxGraph graph = new() { Scope = "sensor" };
        return (
            graph, new OnnxSensor(graph, model.Model, graph.Input(Image, Batch, model.Model.Channels, "height", "width")),
            new OnnxNetworks(graph, model.Model, model.Weights));
    }

    private static void Write(OnnxGraph graph, ModelFile model, IReadOnlyList<string> classNames, string path)
    {
        AtomicFile.WriteBytes(path, graph.Encode(
            model.Facts.GetValueOrDefault("name", "saccade"),
            new Dictionary<string, string>
            {
                ["class_names"] = JsonSerializer.Serialize(classNames),
                ["pixels"] = "0 black to 1 white",
                // The answer of label s, from 1, is that after glimpse s·T/S.
                ["labels"] = model.Model.Labels.ToString(CultureInfo.InvariantCulture),
            },
            SystemReport.VersionOf(typeof(OnnxFile).Assembly)));
    }
}
