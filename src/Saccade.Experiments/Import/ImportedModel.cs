using Saccade.Checkpoints;

namespace Saccade.Experiments.Import;

/// <summary>A model whose weights another program trained or saved.</summary>
/// <param name="File">The model.</param>
/// <param name="Source">The program that its weights come from.</param>
/// <param name="Differences">What differs in results from that program, or in the file from what was written; a sentence each.</param>
public sealed record ImportedModel(ModelFile File, string Source, IReadOnlyList<string> Differences);
