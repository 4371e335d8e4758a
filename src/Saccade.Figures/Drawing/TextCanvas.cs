using System.Text;

namespace Saccade.Figures.Drawing;

/// <summary>A rectangle of characters to draw on; what lies outside is not drawn.</summary>
internal sealed class TextCanvas(int columns, int rows)
{
    private const string Shades = " ░▒▓█";
    private const float HalfBlock = 0.45f;

    private readonly char[] _cells = new char[columns * rows];
    private readonly bool[] _ofGlimpse = new bool[columns * rows];

    public char this[int column, int row]
    {
        set
        {
            if ((uint)column < (uint)columns && (uint)row < (uint)rows)
                _cells[row * columns + column] = value;
        }
    }

    /// <summary>The character for two halves of these lightnesses, 0 to 1: half a block where they differ much, else a shade.</summary>
    public static char Block(float upper, float lower)
    {
        if (Math.Abs(upper - lower) > HalfBlock)
            return upper > lower ? '▀' : '▄';
        float mean = Math.Clamp((upper + lower) / 2, 0, 1);
        // What is not quite black shows.
        return Shades[mean < 0.04f ? 0 : Math.Clamp((int)(mean * Shades.Length), 1, Shades.Length - 1)];
    }

    public void Corners(int left, int top, int right, int bottom)
    {
        Mark(left, top, '┌');
        Mark(right, top, '┐');
        Mark(left, bottom, '└');
        Mark(right, bottom, '┘');
    }

    /// <summary>A number with its last digit at a place, which is moved inside where it lies on or beyond the edge.</summary>
    public void Number(int number, int column, int row)
    {
        string digits = number.ToString(CultureInfo.InvariantCulture);
        int first = Math.Clamp(column - digits.Length + 1, 0, Math.Max(0, columns - digits.Length));
        for (int i = 0; i < digits.Length; i++)
        {
            Mark(first + i, Math.Clamp(row, 0, rows - 1), digits[i]);
        }
    }

    /// <summary>Appends the lines with a frame around them; corners and numbers have the colour of glimpses.</summary>
    public void Framed(StringBuilder text, TerminalColour colour = default)
    {
        text.Append('┌').Append('─', columns).Append("┐\n");
        for (int row = 0; row < rows; row++)
        {
            text.Append('│');
            for (int at = row * columns; at < (row + 1) * columns; at++)
            {
                string cell = _cells[at].ToString();
                text.Append(_ofGlimpse[at] ? colour.Glimpse(cell) : cell);
            }
            text.Append("│\n");
        }
        text.Append('└').Append('─', columns).Append("┘\n");
    }

    private void Mark(int column, int row, char character)
    {
        if ((uint)column < (uint)columns && (uint)row < (uint)rows)
        {
            this[column, row] = character;
            _ofGlimpse[row * columns + column] = true;
        }
    }
}
