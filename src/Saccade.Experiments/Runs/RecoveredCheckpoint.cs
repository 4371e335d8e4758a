using Saccade.Checkpoints;

namespace Saccade.Experiments.Runs;

/// <summary>The newest checkpoint that could be read.</summary>
/// <param name="Step">After how many steps it was saved.</param>
/// <param name="File">Its content.</param>
/// <param name="Damaged">Why each newer checkpoint cannot be read; empty when all is well.</param>
internal sealed record RecoveredCheckpoint(long Step, TensorFile File, IReadOnlyList<SaccadeException> Damaged);
