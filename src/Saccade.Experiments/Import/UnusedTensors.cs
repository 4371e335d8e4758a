using Saccade.Experiments.Import.Formats;

namespace Saccade.Experiments.Import;

/// <summary>Tensors that belong to the model of a file and that the options do not use: without them it would be another model.</summary>
internal static class UnusedTensors
{
    private const int MostShown = 3;

    // PyTorch counts the batches of a normalisation beside its statistics.
    private const string Counter = ".num_batches_tracked";

    // Layers of Saccade that not every model has, and the option that adds them.
    private static readonly (string Layer, string Option)[] s_options =
    [
        ("context.", "model.context.side"),
        ("glimpse.conv", "model.convolution.filters"),
        ("glimpse.tower", "model.convolve_scales_apart"),
        ("glimpse.where_out.", "model.glimpse_form"),
        ("glimpse.what_norm.", "model.batch_norm"),
        ("glimpse.where_norm.", "model.batch_norm"),
        ("glimpse.out_norm.", "model.batch_norm"),
        ("core.", "model.core"),
        ("location_core.", "model.core_layers"),
        ("location.hidden.", "model.location_hidden"),
        ("location.mean.", "model.location_form"),
        ("location.saliency.", "model.location_form"),
        ("stop.", "model.stop.units"),
    ];

    /// <summary>Refuses a file that has such tensors. Dictionaries beside that of the model, such as an optimiser's, may stay.</summary>
    /// <param name="tensors">The tensors of the file, by their names in the model.</param>
    /// <param name="sign">One that belongs to the model.</param>
    /// <param name="used">Those that the options use.</param>
    /// <exception cref="SaccadeException">There are some.</exception>
    public static void Refuse(Dictionary<string, StoredTensor> tensors, string sign, IEnumerable<string> used)
    {
        string dictionary = tensors[sign].Name[..^sign.Length];
        string[] unused =
        [
            .. tensors.Where(tensor => tensor.Value.Name.StartsWith(dictionary, StringComparison.Ordinal)).Select(tensor => tensor.Key)
                .Where(name => !name.EndsWith(Counter, StringComparison.Ordinal)).Except(used),
        ];
        if (unused.Length == 0)
        {
            return;
        }
        string names = string.Join(", ", unused.Take(MostShown).Select(name => TerminalText.OneLine(name, 60)));
        string more = unused.Length > MostShown ? $" and {unused.Length - MostShown} more" : "";
        string[] options =
        [
            .. s_options.Where(option => unused.Any(name => name.StartsWith(option.Layer, StringComparison.Ordinal)))
                .Select(option => option.Option).Distinct(),
        ];
        throw new SaccadeException(new(
            ErrorKind.Mismatch, Detail: $"the model of these options does not use its tensors {names}{more}, and would be another one",
            Remedy: options.Length > 0
                ? $"give the recipe of the model with --recipe, or the options for them with --set: {string.Join(", ", options)}"
                : "leave them out of the file if the model does not need them"));
    }
}
