using Saccade.Runtime;

namespace Saccade.Data;

/// <summary>What the agent looks at: digits, the frame they are placed on, and how they are split.</summary>
public sealed record TaskOptions
{
    internal const int MostFrameSide = 4096;

    /// <summary>Where the digits come from.</summary>
    public DigitSource Digits { get; init => field = Require.Defined(value); } = DigitSource.Mnist;

    /// <summary>
    /// IDX file of the digits to train on and to validate by (IDX digits only, like the three below); images may have any
    /// size and up to 16 channels. A relative path is relative to the current folder.
    /// </summary>
    public string TrainingImages { get; init; } = "";

    /// <summary>IDX file of their labels.</summary>
    public string TrainingLabels { get; init; } = "";

    /// <summary>IDX file of the test digits.</summary>
    public string TestImages { get; init; } = "";

    /// <summary>IDX file of their labels.</summary>
    public string TestLabels { get; init; } = "";

    /// <summary>Width of the frame in pixels, at least a digit's.</summary>
    public int FrameWidth { get; init => field = Require.Between(value, 1, MostFrameSide); } = 28;

    /// <summary>Height of the frame in pixels, at least a digit's.</summary>
    public int FrameHeight { get; init => field = Require.Between(value, 1, MostFrameSide); } = 28;

    /// <summary>How many patches cut from other digits clutter the frame; 0 for none.</summary>
    public int ClutterPatches { get; init => field = Require.Between(value, 0, 1000); }

    /// <summary>Side of a clutter patch in pixels.</summary>
    public int ClutterSide { get; init => field = Require.Between(value, 1, 1024); } = 8;

    /// <summary>How many training digits (drawn digits only; of MNIST and IDX files all but the validation ones).</summary>
    public int TrainingDigits { get; init => field = Require.Between(value, 1, 1_000_000); } = 20_000;

    /// <summary>How many of the training digits are held out to choose the model by.</summary>
    public int ValidationDigits { get; init => field = Require.Between(value, 1, 1_000_000); } = 5_000;

    /// <summary>How many test digits (drawn digits only; of MNIST and IDX files all).</summary>
    public int TestDigits { get; init => field = Require.Between(value, 1, 1_000_000); } = 5_000;
}
