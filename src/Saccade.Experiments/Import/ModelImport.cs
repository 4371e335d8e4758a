using Saccade.Checkpoints;
using Saccade.Experiments.Import.Formats;

namespace Saccade.Experiments.Import;

/// <summary>
/// Makes a model of weights that another program saved: kevinzakka/recurrent-visual-attention, amasky/ram, or Saccade's own layers. Tables
/// of layers (<c>WeightTable</c>) say what becomes what.
/// </summary>
public static class ModelImport
{
    /// <summary>The entry of a model file that names where its weights come from.</summary>
    internal const string OriginKey = "imported_from";

    private const string Own = "Saccade";
    private const string OwnSign = "action.scores.weight";

    // What a model file says beside its options that they need, whatever its weights are.
    private static readonly string[] s_factsOfOptions = ["recipe", ModelFile.ClassNamesKey];

    // Programs put the weights into a dictionary of this name.
    private static readonly string[] s_prefixes = ["model_state.", "state_dict.", "model_state_dict.", "model.", "module.", "predictor."];

    /// <summary>Reads a file of weights and makes a model of it.</summary>
    /// <param name="path">A checkpoint of PyTorch, an .npz file of NumPy, an HDF5 file of Chainer, or a safetensors file.</param>
    /// <param name="recipe">
    /// The task, and what neither the weights nor the table of the program show: glimpses, scales, channels. Saccade's own layers have all
    /// options of the recipe, unless the file states them.
    /// </param>
    /// <param name="assignments">Options that replace all others, such as <c>model.glimpses=8</c>.</param>
    /// <exception cref="OptionException">The options do not fit the weights, or each other.</exception>
    /// <exception cref="SaccadeException">The file is missing, damaged or hostile, or none of the known programs wrote it.</exception>
    public static ImportedModel Read(string path, Recipe recipe, IReadOnlyList<string> assignments)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(assignments);
        return OfSaccade(path, recipe.Name, assignments)
            ?? WeightFile.Read(path, tensors => Make(path, Named(tensors), recipe, assignments));
    }

    /// <summary>The model of a file that states its options itself, under another name; null for other files.</summary>
    private static ImportedModel? OfSaccade(string path, string name, IReadOnlyList<string> assignments)
    {
        if (!WeightFile.IsModel(path))
        {
            return null;
        }
        if (assignments.Count > 0)
        {
            throw new OptionException(new(
                ErrorKind.NotAllowed, path, "the file states the options of its model itself", "leave it out", Key: "--set"));
        }
        string origin = $"{Path.GetFileName(path)} of {Own}";
        try
        {
            ModelFile file = ModelFile.Read(path);
            Dictionary<string, string> facts = new(file.Facts) { ["name"] = name };
            facts.TryAdd(OriginKey, origin);
            return new(file with { Facts = facts }, Own, []);
        }
        catch (ChangedContentException e)
        {
            // What it says of its training and test belongs to what it was before.
            ModelFile file = ModelFile.Read(path, acceptChanged: true);
            Dictionary<string, string> facts = file.Facts.Where(fact => s_factsOfOptions.Contains(fact.Key)).ToDictionary();
            string before = file.Facts.TryGetValue(OriginKey, out string? first) ? $"{first}; then " : "";
            (facts["name"], facts[OriginKey]) = (name, $"{before}{origin}, changed after it was written");
            return new(
                file with { Facts = facts }, Own,
                [$"Of this file, {e.Error.Detail}. What it said of its training and test is left out."]);
        }
    }

    /// <summary>The tensors by name, without the name of the dictionary that holds them all.</summary>
    private static Dictionary<string, StoredTensor> Named(IReadOnlyList<StoredTensor> tensors)
    {
        Dictionary<string, StoredTensor> named = [];
        foreach (StoredTensor tensor in tensors)
        {
            int start = 0;
            while (s_prefixes.FirstOrDefault(prefix => tensor.Name.AsSpan(start).StartsWith(prefix)) is string prefix)
            {
                start += prefix.Length;
            }
            named.TryAdd(tensor.Name[start..], tensor);
        }
        return named;
    }

    private static ImportedModel Make(
        string path, Dictionary<string, StoredTensor> tensors, Recipe recipe, IReadOnlyList<string> assignments)
    {
        WeightTable? foreign = WeightTable.Known.FirstOrDefault(table => tensors.ContainsKey(table.Sign));
        if (foreign is null && !tensors.ContainsKey(OwnSign))
        {
            throw Unknown(tensors);
        }
        recipe = foreign is null ? recipe.With(assignments) : Foreign(foreign, tensors, recipe, assignments);
        NetworkPlan plan = NetworkPlan.Create(recipe.ModelForTask);
        UnusedTensors.Refuse(
            tensors, foreign?.Sign ?? OwnSign, foreign?.Tensors ?? plan.Tensors().Select(tensor => tensor.Name));
        NamedTensor[] weights = foreign is null
            ? [.. plan.Tensors().Select(tensor => new NamedTensor(tensor.Name, tensor.Shape, Values(tensors, tensor.Name, tensor.Shape)))]
            : [.. foreign.Layers.SelectMany(layer => Layer(foreign, layer, plan.Layer(layer.To), tensors, recipe.Model))];
        Dictionary<string, string> facts = TrainedModel.FactsOf(recipe);
        string source = foreign?.Source ?? Own;
        facts[OriginKey] = $"{Path.GetFileName(path)} of {source}";
        return new(new(recipe.ModelForTask, weights, facts), source, foreign?.Differences ?? []);
    }

    private static NamedTensor[] Layer(
        WeightTable table, LayerRule layer, LayerPlan plan, Dictionary<string, StoredTensor> tensors, ModelOptions model)
    {
        int[] shape = [plan.Outputs, .. plan.InputShape];
        float[] weight = Values(tensors, layer.From + table.Weight, shape);
        float[] bias = layer.HasBias ? Values(tensors, layer.From + table.Bias, [plan.Outputs]) : new float[plan.Outputs];
        (weight, bias) = LayerWeights.Of(layer.Change, weight, bias, model);
        return [new($"{layer.To}.weight", shape, weight), new($"{layer.To}.bias", [plan.Outputs], bias)];
    }

    /// <summary>The recipe with the options of a model of another program: its sizes are those of the weights.</summary>
    private static Recipe Foreign(
        WeightTable table, Dictionary<string, StoredTensor> tensors, Recipe recipe, IReadOnlyList<string> assignments)
    {
        // Its other options are not those of the recipe.
        ModelOptions model = new()
        {
            Glimpses = recipe.Model.Glimpses,
            Channels = recipe.Model.Channels,
            Classes = Rows("action.scores"),
            Sensor = new() { PatchSide = recipe.Model.Sensor.PatchSide, Scales = recipe.Model.Sensor.Scales },
            GlimpseHidden = Rows("glimpse.what"),
            GlimpseFeatures = Rows("glimpse.what_out"),
            Hidden = Columns("core.recurrent"),
            LocationHidden = table.Layers.Any(layer => layer.To == "location.hidden") ? Rows("location.hidden") : 0,
        };
        Recipe made = (recipe with { Model = model }).With([.. table.Options, .. assignments]);
        int seen = Columns("glimpse.what"), expected = made.Model.Sensor.GlimpseSize(made.Model.Channels);
        return seen == expected ? made : throw new OptionException(new(
            ErrorKind.Mismatch, Key: "model.sensor.patch_side", Value: made.Model.Sensor.PatchSide,
            Detail: $"the weights read {seen} values of a glimpse, and {made.Model.Sensor.Scales} patches of this size have {expected}",
            Remedy: "state the sensor with --set model.sensor.patch_side=G and --set model.sensor.scales=K, or its recipe with --recipe"));

        int Rows(string layer) => Shape(layer)[0];
        int Columns(string layer) => Shape(layer)[1];
        IReadOnlyList<int> Shape(string layer)
        {
            string name = table.Layers.First(rule => rule.To == layer).From + table.Weight;
            return Tensor(tensors, name) is { Shape: [> 0, > 0] shape } ? shape : throw Content.Damaged($"its tensor {name} is no matrix");
        }
    }

    private static StoredTensor Tensor(Dictionary<string, StoredTensor> tensors, string name) => tensors.GetValueOrDefault(name)
        ?? throw new SaccadeException(new(
            ErrorKind.Missing, Key: name, Detail: $"there is no tensor '{name}'", Remedy: "give the whole state_dict of the model"));

    private static float[] Values(Dictionary<string, StoredTensor> tensors, string name, IReadOnlyList<int> shape)
    {
        StoredTensor tensor = Tensor(tensors, name);
        return tensor.Shape.SequenceEqual(shape) ? tensor.Read() : throw new SaccadeException(new(
            ErrorKind.Mismatch, Key: name, Value: tensor.Shape.ToArray(), Allowed: $"[{string.Join(", ", shape)}]",
            Detail: "the model of the recipe has this shape", Remedy: "state its options with --recipe or --set"));
    }

    private static SaccadeException Unknown(Dictionary<string, StoredTensor> tensors)
    {
        string names = string.Join(", ", tensors.Keys.Take(6).Select(name => TerminalText.OneLine(name, 40)));
        return Content.Unsupported(
            tensors.Count == 0
                ? "there are no tensors of floating-point numbers in it"
                : $"its tensors belong to no known program: {names}{(tensors.Count > 6 ? ", …" : "")}",
            "give weights of kevinzakka/recurrent-visual-attention, of amasky/ram, or with the names of Saccade's layers");
    }
}
