namespace Saccade.Data;

/// <summary>Where the digits of a task come from.</summary>
public enum DigitSource
{
    /// <summary>Digits drawn by code from a seed; nothing is downloaded.</summary>
    Drawn,

    /// <summary>The MNIST database of handwritten digits.</summary>
    Mnist,

    /// <summary>Any IDX files of images and labels, such as sets laid out like MNIST or sets exported from here.</summary>
    Idx,
}
