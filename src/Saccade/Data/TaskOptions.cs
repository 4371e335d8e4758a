namespace Saccade.Data;

/// <summary>The images of a task: digits, their frame and their splits.</summary>
public sealed record TaskOptions
{
    internal const int MostFrameSide = 4096;

    /// <summary>The task; Catch and extensions ignore the other options.</summary>
    public TaskKind Kind { get; init => field = Require.Defined(value); } = TaskKind.Classification;

    /// <summary>The full name of the class of an extension's task, which <c>--extension FILE.dll</c> brings.</summary>
    public string Extension { get; init; } = "";

    /// <summary>The source of the digits.</summary>
    public DigitSource Digits { get; init => field = Require.Defined(value); } = DigitSource.Mnist;

    /// <summary>
    /// Pictures to learn from in place of digits: a folder with a subfolder for each class, or with such folders in train, val and test; a
    /// CSV file of path, label and, if wanted, split; or Parquet files. In a recipe a relative path is relative to the recipe's folder.
    /// The options of digits cannot be given beside it, and those of frames only beside <see cref="BackgroundImages"/>.
    /// </summary>
    public string Images { get; init; } = "";

    /// <summary>
    /// The pixels to which the shorter side of each picture is scaled, its aspect kept; 0 leaves pictures their sizes (for
    /// <see cref="Images"/> only).
    /// </summary>
    public int ShortSide { get; init => field = Require.Between(value, 0, MostFrameSide); }

    /// <summary>What lies behind transparent pixels of pictures (for <see cref="Images"/> only).</summary>
    public PictureGround Ground { get; init => field = Require.Defined(value); } = PictureGround.White;

    /// <summary>
    /// Pictures among which each picture of <see cref="Images"/> is placed on a frame of <see cref="FrameWidth"/> ×
    /// <see cref="FrameHeight"/> pixels, new in every epoch: a folder with pictures at any depth or with such folders train, val and
    /// test, a CSV file or Parquet files; classes are ignored. They are decoded and, in training, changed at random as the pictures are.
    /// In a recipe a relative path is relative to the recipe's folder.
    /// </summary>
    public string BackgroundImages { get; init; } = "";

    /// <summary>Where a picture lies on its frame (for <see cref="BackgroundImages"/> only).</summary>
    public PicturePlacement Placement { get; init => field = Require.Defined(value); } = PicturePlacement.Cell;

    /// <summary>
    /// The side of the squares of pixels of which each becomes one, their mean, when a frame is composed; 1 for none (for
    /// <see cref="BackgroundImages"/> only).
    /// </summary>
    public int Shrink { get; init => field = Require.Between(value, 1, ShrunkImages.MostReduction); } = 1;

    /// <summary>Whether the task is one of pictures, not of digits.</summary>
    public bool HasPictures => Images.Length > 0;

    /// <summary>Whether pictures are placed among others on a frame.</summary>
    public bool HasBackground => BackgroundImages.Length > 0;

    /// <summary>The width of an image in pixels; of pictures without a frame the shorter side, 0 if each has its own.</summary>
    public int ImageWidth => HasBackground ? FrameWidth / Shrink : HasPictures ? ShortSide : FrameWidth;

    /// <summary>The height of an image in pixels; of pictures without a frame the shorter side, 0 if each has its own.</summary>
    public int ImageHeight => HasBackground ? FrameHeight / Shrink : HasPictures ? ShortSide : FrameHeight;

    /// <summary>
    /// IDX file of the training and validation digits (for IDX digits only, like the four options below); images may have any size and up
    /// to 16 channels. In a recipe a relative path is relative to the recipe's folder.
    /// </summary>
    public string TrainingImages { get; init; } = "";

    /// <summary>IDX file of their labels.</summary>
    public string TrainingLabels { get; init; } = "";

    /// <summary>IDX file of the test digits.</summary>
    public string TestImages { get; init; } = "";

    /// <summary>IDX file of their labels.</summary>
    public string TestLabels { get; init; } = "";

    /// <summary>Whether the digits of the files are inverted, 255 − pixel: for dark ink on a light ground.</summary>
    public bool Invert { get; init; }

    /// <summary>What the label of a frame is: one digit, or what several digits make together.</summary>
    public FrameLabel Label { get; init => field = Require.Defined(value); } = FrameLabel.Digit;

    /// <summary>The most digits on a frame.</summary>
    public int MostDigits => Label switch { FrameLabel.Digit => 1, FrameLabel.Sequence => 3, _ => 2 };

    /// <summary>The digits that must fit side by side: all unless a frame is high enough for two above each other.</summary>
    /// <param name="digitHeight">The height of a digit in pixels.</param>
    public int DigitsAcross(int digitHeight) => Label == FrameLabel.Sequence || FrameHeight < 2 * digitHeight ? MostDigits : 1;

    /// <summary>Width of the frame in pixels, at least that of a digit or of the largest picture.</summary>
    public int FrameWidth { get; init => field = Require.Between(value, 1, MostFrameSide); } = 28;

    /// <summary>Height of the frame in pixels, at least that of a digit or of the largest picture.</summary>
    public int FrameHeight { get; init => field = Require.Between(value, 1, MostFrameSide); } = 28;

    /// <summary>The number of clutter patches, cut from other digits.</summary>
    public int ClutterPatches { get; init => field = Require.Between(value, 0, 1000); }

    /// <summary>Side of a clutter patch in pixels.</summary>
    public int ClutterSide { get; init => field = Require.Between(value, 1, 1024); } = 8;

    /// <summary>
    /// The number of first epochs over which training frames grow, linearly, to their full size; 0 for none. The number of clutter patches
    /// grows with the area. Validation and test frames are always full.
    /// </summary>
    public int GrowthEpochs { get; init => field = Require.Between(value, 0, 10_000); }

    /// <summary>Width and height of the training frames in the first of these epochs, as a share of the full ones.</summary>
    public double GrowthStart { get; init => field = Require.Between(value, 0.01, 1); } = 0.5;

    /// <summary>The random changes of training digits or pictures.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>The number of training digits (for drawn digits only; of MNIST and IDX files all but the validation digits).</summary>
    public int TrainingDigits { get; init => field = Require.Between(value, 1, 1_000_000); } = 20_000;

    /// <summary>The number of training digits held out for validation.</summary>
    public int ValidationDigits { get; init => field = Require.Between(value, 1, 1_000_000); } = 5_000;

    /// <summary>The number of test digits (for drawn digits only; of MNIST and IDX files all).</summary>
    public int TestDigits { get; init => field = Require.Between(value, 1, 1_000_000); } = 5_000;
}
