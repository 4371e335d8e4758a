using Saccade.Checkpoints;

namespace Saccade.Experiments.Runs;

/// <summary>The newest checkpoint that could be read.</summary>
/// <param name="Step">After how many steps it was saved.</param>
/// <param name="File">Its content.</param>
/// <param name="Warnings">One line for each newer checkpoint that is damaged; empty when all is well.</param>
public sealed record RecoveredCheckpoint(long Step, TensorFile File, IReadOnlyList<string> Warnings);
