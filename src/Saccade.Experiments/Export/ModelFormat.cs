namespace Saccade.Experiments.Export;

/// <summary>A form in which other programs run a model.</summary>
public enum ModelFormat
{
    /// <summary>One file of ONNX, for ONNX Runtime and its kin.</summary>
    Onnx,

    /// <summary>A folder of the Hugging Face Hub, with the model in PyTorch.</summary>
    Hf,
}
