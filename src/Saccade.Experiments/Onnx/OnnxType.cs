namespace Saccade.Experiments.Onnx;

/// <summary>The types of elements, as the schema numbers them.</summary>
internal enum OnnxType
{
    Float = 1,
    Int64 = 7,
    Double = 11,
}
