using Saccade.Checkpoints;

namespace Saccade.Experiments.Export;

/// <summary>What a model needs to be written for other programs.</summary>
internal static class ExportedModel
{
    /// <summary>Checks a model and the names of its classes.</summary>
    /// <exception cref="OptionException">There is not one name for each class.</exception>
    /// <exception cref="SaccadeException">The model takes no glimpses, or only random ones, or has a custom core.</exception>
    public static void Require(ModelFile file, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        ModelOptions model = file.Model;
        if (!model.TakesGlimpses || model.RandomGlimpses)
        {
            throw new SaccadeException(new(
                ErrorKind.Unsupported,
                Detail: model.TakesGlimpses ? "all locations of this model are random" : "this model classifies whole images",
                Remedy: "export one that decides where to look"));
        }
        if (model.HasCustomCore)
        {
            throw new SaccadeException(new(
                ErrorKind.Unsupported, Key: "model.core_extension", Value: model.CoreExtension,
                Detail: "what a custom core computes is known to its own code alone",
                Remedy: "export a model whose core is relu or lstm"));
        }
        if (classNames.Count != model.Classes)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: nameof(classNames), Value: classNames.Count,
                Allowed: $"{model.Classes} names, one for each class"));
        }
    }
}
