using System.Numerics;
using System.Numerics.Tensors;

namespace Saccade.Fast;

/// <summary>The cell of an LSTM: c' = σ(f)·c + σ(i)·tanh(u), h' = σ(o)·tanh(c'); see <see cref="Model.LstmCore"/>.</summary>
internal static class LstmCell
{
    /// <summary>From the sums of the gates, which become the gates themselves.</summary>
    /// <param name="gates">i, f, u, o [rollouts, 4·H].</param>
    /// <param name="before">c.</param>
    /// <param name="after">Receives c'.</param>
    /// <param name="output">Receives tanh(c').</param>
    /// <param name="state">Receives h'.</param>
    /// <param name="hidden">H.</param>
    public static void Forward(Matrix gates, Matrix before, Matrix after, Matrix output, Matrix state, int hidden)
    {
        for (int row = 0; row < gates.Rows; row++)
        {
            Span<float> all = gates.Row(row);
            Span<float> input = all[..hidden], forget = all.Slice(hidden, hidden);
            Span<float> update = all.Slice(2 * hidden, hidden), open = all.Slice(3 * hidden, hidden);
            Span<float> cell = after.Row(row)[..hidden], shown = output.Row(row)[..hidden];
            TensorPrimitives.Sigmoid(input, input);
            TensorPrimitives.Sigmoid(forget, forget);
            TensorPrimitives.Tanh(update, update);
            TensorPrimitives.Sigmoid(open, open);
            TensorPrimitives.Multiply(forget, before.Row(row)[..hidden], cell);
            TensorPrimitives.MultiplyAdd(input, update, cell, cell);
            TensorPrimitives.Tanh(cell, shown);
            TensorPrimitives.Multiply(open, shown, state.Row(row)[..hidden]);
        }
    }

    /// <summary>The way back: from the gradients of h' and c' to those of the gates' sums and of c.</summary>
    /// <param name="gates">i, f, u, o.</param>
    /// <param name="before">c.</param>
    /// <param name="output">tanh(c').</param>
    /// <param name="stateGradient">Of h'.</param>
    /// <param name="cellGradient">Of c' through later steps; becomes that of c.</param>
    /// <param name="gateGradient">Receives that of the gates' sums.</param>
    /// <param name="hidden">H.</param>
    public static void Backward(Matrix gates, Matrix before, Matrix output, Matrix stateGradient, Matrix cellGradient, Matrix gateGradient, int hidden)
    {
        for (int row = 0; row < gates.Rows; row++)
        {
            Span<float> gate = gates.Row(row), change = gateGradient.Row(row);
            Span<float> old = before.Row(row), shown = output.Row(row), state = stateGradient.Row(row), cell = cellGradient.Row(row);
            int column = 0;
            for (; column + Vector<float>.Count <= hidden; column += Vector<float>.Count)
            {
                Vector<float> i = At(gate, column), f = At(gate, hidden + column), u = At(gate, 2 * hidden + column), o = At(gate, 3 * hidden + column);
                Vector<float> dh = At(state, column), tanh = At(shown, column);
                Vector<float> dc = At(cell, column) + dh * o * (Vector<float>.One - tanh * tanh);
                (dc * u * i * (Vector<float>.One - i)).CopyTo(change[column..]);
                (dc * At(old, column) * f * (Vector<float>.One - f)).CopyTo(change[(hidden + column)..]);
                (dc * i * (Vector<float>.One - u * u)).CopyTo(change[(2 * hidden + column)..]);
                (dh * tanh * o * (Vector<float>.One - o)).CopyTo(change[(3 * hidden + column)..]);
                (dc * f).CopyTo(cell[column..]);
            }
            for (; column < hidden; column++)
            {
                (float i, float f, float u, float o) = (gate[column], gate[hidden + column], gate[2 * hidden + column], gate[3 * hidden + column]);
                (float dh, float tanh) = (state[column], shown[column]);
                float dc = cell[column] + dh * o * (1 - tanh * tanh);
                change[column] = dc * u * i * (1 - i);
                change[hidden + column] = dc * old[column] * f * (1 - f);
                change[2 * hidden + column] = dc * i * (1 - u * u);
                change[3 * hidden + column] = dh * tanh * o * (1 - o);
                cell[column] = dc * f;
            }
        }
    }

    private static Vector<float> At(Span<float> values, int column) => new(values[column..]);
}
