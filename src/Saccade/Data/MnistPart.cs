namespace Saccade.Data;

/// <summary>Which half of MNIST; each lies in two files of its own.</summary>
public enum MnistPart
{
    /// <summary>60,000 digits to train and validate on.</summary>
    Training,

    /// <summary>10,000 digits for the final figure.</summary>
    Test,
}
