namespace Saccade.Data;

/// <summary>How far training digits may be distorted, each by uniformly random amounts that are new in every epoch.</summary>
public sealed record AugmentationOptions
{
    /// <summary>The most degrees of a rotation, in either direction.</summary>
    public double Rotation { get; init => field = Require.Between(value, 0, 180); }

    /// <summary>The most that a digit grows or shrinks, as a share of its size.</summary>
    public double Scale { get; init => field = Require.Between(value, 0, 0.5); }

    /// <summary>The most columns that a row slants for each row of distance from the middle, in either direction.</summary>
    public double Shear { get; init => field = Require.Between(value, 0, 1); }

    /// <summary>
    /// The most pixels of a shift within the digit's own image, in either direction and both coordinates; larger frames move the digit
    /// anyway.
    /// </summary>
    public double Shift { get; init => field = Require.Between(value, 0, 64); }

    /// <summary>Whether anything is distorted.</summary>
    public bool IsOn => Rotation > 0 || Scale > 0 || Shear > 0 || Shift > 0;
}
