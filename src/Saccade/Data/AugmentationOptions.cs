namespace Saccade.Data;

/// <summary>
/// Random changes of training images, which are new in every epoch; validation and test images stay as they are. The first four distort
/// each digit before it is placed on its frame, or a picture as a whole; the others change the whole image.
/// </summary>
public sealed record AugmentationOptions
{
    /// <summary>The most degrees of a rotation, in either direction.</summary>
    public double Rotation { get; init => field = Require.Between(value, 0, 180); }

    /// <summary>The most that a digit, or what a picture shows, grows or shrinks, as a share of its size.</summary>
    public double Scale { get; init => field = Require.Between(value, 0, 0.5); }

    /// <summary>The most columns that a row slants for each row of distance from the middle, in either direction.</summary>
    public double Shear { get; init => field = Require.Between(value, 0, 1); }

    /// <summary>
    /// The most pixels of a shift within the image of the digit, or within the picture, in either direction and both coordinates; larger
    /// frames move the digit anyway.
    /// </summary>
    public double Shift { get; init => field = Require.Between(value, 0, 64); }

    /// <summary>The most of width and height that a random crop leaves out, as a share; the rest is scaled to the full size.</summary>
    public double Crop { get; init => field = Require.Between(value, 0, 0.9); }

    /// <summary>Whether half of the images are mirrored, left to right.</summary>
    public bool Flip { get; init; }

    /// <summary>Whether half of the images are mirrored, top to bottom.</summary>
    public bool FlipVertical { get; init; }

    /// <summary>Whether images are turned by 0, 90, 180 or 270 degrees.</summary>
    public bool QuarterTurns { get; init; }

    /// <summary>The most that an image becomes brighter or darker, as a share of each pixel.</summary>
    public double Brightness { get; init => field = Require.Between(value, 0, 1); }

    /// <summary>The most that the distances of pixels from the mean of their image grow or shrink, as a share.</summary>
    public double Contrast { get; init => field = Require.Between(value, 0, 1); }

    /// <summary>The most that the distances of colours from gray grow or shrink, as a share; for images of three channels.</summary>
    public double Saturation { get; init => field = Require.Between(value, 0, 1); }

    /// <summary>The most degrees by which colours turn on the colour circle, in either direction; for images of three channels.</summary>
    public double Hue { get; init => field = Require.Between(value, 0, 180); }

    /// <summary>Whether anything is changed.</summary>
    public bool IsOn => this != new AugmentationOptions();

    /// <summary>Whether colours are changed, which needs images of three channels.</summary>
    public bool ChangesColours => Saturation > 0 || Hue > 0;

    /// <summary>Whether digits are distorted before they are placed on their frames.</summary>
    internal bool DistortsDigits => Rotation > 0 || Scale > 0 || Shear > 0 || Shift > 0;

    /// <summary>What is left to do on whole frames whose digits are distorted already.</summary>
    public AugmentationOptions OfWholeImages() => this with { Rotation = 0, Scale = 0, Shear = 0, Shift = 0 };
}
