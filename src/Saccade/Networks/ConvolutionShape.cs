namespace Saccade.Networks;

/// <summary>The shape of a convolution with zero padding and of the max pooling behind it.</summary>
/// <param name="Channels">Channels of the input.</param>
/// <param name="Height">Height of the input.</param>
/// <param name="Width">Width of the input.</param>
/// <param name="Filters">Filters, the channels of the output.</param>
/// <param name="FilterSide">Side of a filter.</param>
/// <param name="Stride">Pixels from one position of a filter to the next.</param>
/// <param name="Padding">Zeros added on each side of the input.</param>
/// <param name="Pool">Side of the squares of which the maximum is taken; 1 for none. Positions that fill no square are left out.</param>
public sealed record ConvolutionShape(
    int Channels, int Height, int Width, int Filters, int FilterSide, int Stride, int Padding = 0, int Pool = 1)
{
    /// <summary>Rows of positions of a filter.</summary>
    public int Rows => Positions(Height);

    /// <summary>Columns of positions of a filter.</summary>
    public int Columns => Positions(Width);

    /// <summary>Positions of a filter.</summary>
    public int Places => Rows * Columns;

    /// <summary>Rows of the output, after pooling.</summary>
    public int OutputRows => Rows / Pool;

    /// <summary>Columns of the output, after pooling.</summary>
    public int OutputColumns => Columns / Pool;

    /// <summary>Positions of the output, after pooling.</summary>
    public int OutputPlaces => OutputRows * OutputColumns;

    /// <summary>Values of the output, filters × rows × columns.</summary>
    public int Outputs => checked(Filters * OutputPlaces);

    /// <summary>The centre of a row or column of places, −1 to 1 from the first edge to the other one.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <param name="count">The number of rows or columns.</param>
    public static float Centre(int index, int count) => (2 * index + 1f) / count - 1;

    /// <summary>Values of the output that global pooling leaves.</summary>
    internal int Pooled(GlobalPooling pooling) => pooling switch
    {
        GlobalPooling.None => Outputs,
        GlobalPooling.MaximumAndPlace => checked(3 * Filters),
        _ => Filters,
    };

    private int Positions(int side) => side + 2 * Padding < FilterSide ? 0 : (side + 2 * Padding - FilterSide) / Stride + 1;
}
