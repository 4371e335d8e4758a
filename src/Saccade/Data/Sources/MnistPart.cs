namespace Saccade.Data.Sources;

/// <summary>A part of MNIST; each has two files.</summary>
public enum MnistPart
{
    /// <summary>60,000 digits for training and validation.</summary>
    Training,

    /// <summary>10,000 test digits.</summary>
    Test,
}
