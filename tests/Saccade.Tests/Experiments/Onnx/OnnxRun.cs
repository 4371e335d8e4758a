using Microsoft.ML.OnnxRuntime;

namespace Saccade.Tests.Experiments.Onnx;

/// <summary>A model in ONNX Runtime.</summary>
internal sealed class OnnxRun(string path) : IDisposable
{
    private readonly InferenceSession _session = new(path, new SessionOptions { IntraOpNumThreads = 1 });

    public IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    public IEnumerable<string> Inputs => _session.InputNames;

    /// <summary>All outputs by their names.</summary>
    public Dictionary<string, float[]> Run(params (string Name, float[] Values, long[] Shape)[] inputs)
    {
        Dictionary<string, OrtValue> values =
            inputs.ToDictionary(input => input.Name, input => OrtValue.CreateTensorValueFromMemory(input.Values, input.Shape));
        using RunOptions options = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(options, values, _session.OutputNames);
        Dictionary<string, float[]> found = _session.OutputNames.Zip(outputs)
            .ToDictionary(output => output.First, output => output.Second.GetTensorDataAsSpan<float>().ToArray());
        foreach (OrtValue value in values.Values)
        {
            value.Dispose();
        }
        return found;
    }

    public void Dispose() => _session.Dispose();
}
