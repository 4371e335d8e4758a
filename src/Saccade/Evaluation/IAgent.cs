using Saccade.Data;
using Saccade.Model;

namespace Saccade.Evaluation;

/// <summary>Something that looks at images glimpse by glimpse and names them: a model on whatever engine runs it.</summary>
public interface IAgent
{
    /// <summary>The options of the model.</summary>
    ModelOptions Model { get; }

    /// <summary>Looks at each image of a batch once; the noise has one row for each image and says how many glimpses to take.</summary>
    BatchTrace Look(Batch batch, RolloutNoise noise);
}
