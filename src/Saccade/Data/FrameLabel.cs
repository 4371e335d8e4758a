namespace Saccade.Data;

/// <summary>What the label of a frame is, and by that how many digits are on it. Digits of one frame do not overlap.</summary>
public enum FrameLabel
{
    /// <summary>One digit; its class.</summary>
    Digit,

    /// <summary>Two digits anywhere; the unordered pair of them, one of 55 classes (Ba, Mnih and Kavukcuoglu, 2015, §4.1).</summary>
    Pair,

    /// <summary>Two digits anywhere; their sum, one of 19 classes (the same, §4.1.1).</summary>
    Sum,

    /// <summary>One to three digits, equally often, none above another; the sequence of them from left to right.</summary>
    Sequence,
}
