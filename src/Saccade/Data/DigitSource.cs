namespace Saccade.Data;

/// <summary>The source of the digits of a task.</summary>
public enum DigitSource
{
    /// <summary>Digits drawn by code from a seed, without a download.</summary>
    Drawn,

    /// <summary>The MNIST database of handwritten digits.</summary>
    Mnist,

    /// <summary>Any IDX files of images and labels.</summary>
    Idx,
}
