namespace Saccade.Experiments.Import;

/// <summary>The layers of a model of another program, and the options with which Saccade computes the same.</summary>
/// <param name="Source">The program and its model.</param>
/// <param name="Sign">A tensor that only such files have.</param>
/// <param name="Layers">Its layers.</param>
/// <param name="Weight">What the weights of a layer are called there.</param>
/// <param name="Bias">What its bias is called there.</param>
/// <param name="Options">The options that the weights do not show.</param>
/// <param name="Differences">What differs in results; a sentence each.</param>
internal sealed record WeightTable(
    string Source, string Sign, IReadOnlyList<LayerRule> Layers, string Weight, string Bias, IReadOnlyList<string> Options,
    IReadOnlyList<string> Differences)
{
    /// <summary>The mean of the pixels of MNIST, and their deviation, by which kevinzakka's program normalises images.</summary>
    public const float Mean = 0.1307f, Deviation = 0.3081f;

    private static readonly LayerRule[] s_kevinzakka =
    [
        new("sensor.fc1", "glimpse.what", LayerChange.NormalisedPatches),
        new("sensor.fc2", "glimpse.where"),
        new("sensor.fc3", "glimpse.what_out"),
        new("sensor.fc4", "glimpse.where_out"),
        new("rnn.i2h", "core.input"),
        new("rnn.h2h", "core.recurrent"),
        new("classifier.fc", "action.scores"),
        new("baseliner.fc", "baseline.value"),
    ];

    private static readonly LayerRule[] s_amasky =
    [
        new("emb_x", "glimpse.what"),
        new("emb_l", "glimpse.where", LayerChange.ReadsRowsFirst),
        new("fc_xg", "glimpse.what_out"),
        new("fc_lg", "glimpse.where_out"),
        new("fc_hl", "location.mean", LayerChange.WritesRowsFirst),
        new("fc_ha", "action.scores"),
        new("fc_hb", "baseline.value"),
    ];

    /// <summary>The tensors that its layers are made of.</summary>
    public IEnumerable<string> Tensors => Layers.SelectMany(
        layer => new[] { layer.From + Weight }.Concat(layer.HasBias ? [layer.From + Bias] : []));

    // Outside of a normalised image there are zeros: the mean.
    private static readonly string[] s_kevinzakkaSensor = ["model.sensor.placement=down", "model.sensor.outside=0.1307"];

    /// <summary>The known tables; the first whose sign a file has is the one.</summary>
    public static IReadOnlyList<WeightTable> Known { get; } =
    [
        new("kevinzakka/recurrent-visual-attention since 2020", "locator.fc_lt.weight",
            [.. s_kevinzakka, new("locator.fc", "location.hidden"), new("locator.fc_lt", "location.mean")], ".weight", ".bias",
            [.. s_kevinzakkaSensor, "model.sigma=0.05"],
            ["Its tests sample locations: compare with --policy sample."]),
        new("kevinzakka/recurrent-visual-attention before 2020", "locator.fc.weight",
            [.. s_kevinzakka, new("locator.fc", "location.mean")], ".weight", ".bias",
            [.. s_kevinzakkaSensor, "model.sigma=0.17", "model.squash_sample=true"],
            ["Its tests sample locations: compare with --policy sample.", "Its baseline has a relu, which the values here lack."]),
        new("amasky/ram with a core of relus", "core_hh.W",
            [.. s_amasky, new("core_gh", "core.input"), new("core_hh", "core.recurrent")], ".W", ".b",
            ["model.sensor.placement=wide", "model.sigma=0.1732"],
            ["Its baseline has a sigmoid, which the values here lack."]),
        new("amasky/ram with an LSTM", "core_lstm.lateral.W",
            [
                .. s_amasky, new("core_lstm.upward", "core.input", LayerChange.GatesOfUnits),
                new("core_lstm.lateral", "core.recurrent", LayerChange.GatesOfUnits, HasBias: false),
            ],
            ".W", ".b", ["model.core=lstm", "model.sensor.placement=wide", "model.sigma=0.1732"],
            ["Its baseline has a sigmoid, which the values here lack."]),
    ];
}
