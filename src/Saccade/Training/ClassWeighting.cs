namespace Saccade.Training;

/// <summary>How the classes are weighted in J_action.</summary>
public enum ClassWeighting
{
    /// <summary>Every image has the same weight.</summary>
    None,

    /// <summary>
    /// Every class has the same weight altogether: an image of class c has the weight N / (C · n_c), where n_c of N training images are of
    /// class c, of C classes that occur. The mean over the training images is 1.
    /// </summary>
    Balanced,
}
