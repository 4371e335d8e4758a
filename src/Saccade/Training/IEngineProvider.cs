namespace Saccade.Training;

/// <summary>Creates the engines of another assembly, for programs that can be built without it.</summary>
public interface IEngineProvider
{
    /// <summary>The version of the library that computes.</summary>
    string Version { get; }

    /// <summary>Creates an engine.</summary>
    /// <param name="model">The model; a baseline classifier states the size of its images.</param>
    /// <param name="training">Loss and optimiser.</param>
    /// <param name="weights">The weights by name: the plan's initial weights, or those of a trained model.</param>
    /// <param name="threads">The number of threads, at least 1.</param>
    /// <param name="device">The device.</param>
    /// <exception cref="OptionException">The engine does not support the model.</exception>
    /// <exception cref="SaccadeException">The weights do not match the model's options, or the device is unavailable.</exception>
    IEngine Create(ModelOptions model, TrainingOptions training, IReadOnlyList<NamedTensor> weights, int threads, ComputeDevice device);

    /// <summary>Loads the native libraries and describes them, as names and values in display order.</summary>
    /// <exception cref="SaccadeException">A native library is missing; the message states the remedy.</exception>
    IReadOnlyList<(string Name, string Value)> Inspect();
}
