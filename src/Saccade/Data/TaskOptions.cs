using Saccade.Runtime;

namespace Saccade.Data;

/// <summary>What the agent looks at: digits, the frame they are placed on, and how they are split.</summary>
public sealed record TaskOptions
{
    /// <summary>Where the digits come from.</summary>
    public DigitSource Digits { get; init => field = Require.Defined(value); } = DigitSource.Mnist;

    /// <summary>Width of the frame in pixels, at least a digit's.</summary>
    public int FrameWidth { get; init => field = Require.Between(value, 1, 4096); } = 28;

    /// <summary>Height of the frame in pixels, at least a digit's.</summary>
    public int FrameHeight { get; init => field = Require.Between(value, 1, 4096); } = 28;

    /// <summary>How many patches cut from other digits clutter the frame; 0 for none.</summary>
    public int ClutterPatches { get; init => field = Require.Between(value, 0, 1000); }

    /// <summary>Side of a clutter patch in pixels.</summary>
    public int ClutterSide { get; init => field = Require.Between(value, 1, 1024); } = 8;

    /// <summary>How many training digits (drawn digits only; MNIST has 60,000 less the validation ones).</summary>
    public int TrainingDigits { get; init => field = Require.Between(value, 1, 1_000_000); } = 20_000;

    /// <summary>How many of the training digits are held out to choose the model by.</summary>
    public int ValidationDigits { get; init => field = Require.Between(value, 1, 1_000_000); } = 5_000;

    /// <summary>How many test digits (drawn digits only; MNIST has 10,000).</summary>
    public int TestDigits { get; init => field = Require.Between(value, 1, 1_000_000); } = 5_000;
}
