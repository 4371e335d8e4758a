namespace Saccade.Networks;

/// <summary>What a convolutional net of images of any size takes of each filter over the whole image.</summary>
public enum GlobalPooling
{
    /// <summary>The maximum: what is anywhere in the image.</summary>
    Maximum,

    /// <summary>The mean: how much of it there is.</summary>
    Mean,
}
