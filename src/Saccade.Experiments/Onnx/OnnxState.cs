namespace Saccade.Experiments.Onnx;

/// <summary>The state of a layer of the core: h, and c where it is an LSTM [B, H].</summary>
internal sealed record OnnxState(string Hidden, string? Cell);
