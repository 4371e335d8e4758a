using System.Numerics;
using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Threading;

namespace Saccade.Cpu.Networks;

/// <summary>
/// The paper's core for dynamic environments, long short-term memory: the gates i, f, u, o are Linear(g_t) + Linear(h_{t−1}),
/// c' = σ(f)·c + σ(i)·tanh(u), h' = σ(o)·tanh(c').
/// </summary>
internal sealed class LstmCore : ICore
{
    private readonly CoreBuffers _core;
    private readonly NetworkWeights _weights;
    private readonly WeightGradients _gradients;
    private readonly LinearLayer _layer;
    private readonly ActivationBuffer _gates;
    private readonly ActivationBuffer _cells;
    private readonly ActivationBuffer _cellOutputs;
    private readonly ActivationBuffer _gateGradients;
    private readonly ActivationBuffer _cellGradient;
    private readonly int _hidden;
    private readonly bool _givenStart;

    /// <inheritdoc cref="ReluCore(string, NetworkContext, CoreBuffers, bool)"/>
    public LstmCore(string name, NetworkContext context, CoreBuffers core, bool givenStart)
    {
        (_core, _weights, _gradients, _givenStart) = (core, context.Weights, context.WeightGradients, givenStart);
        _layer = context.Layer($"{name}.input");
        _hidden = _layer.Outputs / 4;
        _gates = context.Activations.Add(_layer.Outputs);
        _cells = context.Activations.Add(_hidden, extraSteps: 1);
        _cellOutputs = context.Activations.Add(_hidden);
        _gateGradients = context.Gradients.Add(_layer.Outputs);
        _cellGradient = context.Gradients.AddOnce(_hidden);
    }

    public void Start(GroupMember member)
    {
        if (!_givenStart)
        {
            member.OwnRows(_core.States(0)).Clear();
        }
        member.OwnRows(_cells[0]).Clear();
    }

    public void Forward(int t, GroupMember member)
    {
        _weights.Forward(_layer, _core.Inputs(t), _gates[t], relu: false, member);
        member.Wait();
        CellForward(
            member.OwnRows(_gates[t]), member.OwnRows(_cells[t]), member.OwnRows(_cells[t + 1]), member.OwnRows(_cellOutputs[t]),
            member.OwnRows(_core.States(t + 1)), _hidden);
    }

    public void MoveState(int t, int from, int to)
    {
        _core.States(t).CopyRow(from, to);
        _cells[t].CopyRow(from, to);
    }

    public void Backward(int glimpses, bool earlierStates, GroupMember member)
    {
        member.OwnRows(_cellGradient[0]).Clear();
        for (int t = glimpses - 1; t >= 0; t--)
        {
            CellBackward(
                member.OwnRows(_gates[t]), member.OwnRows(_cells[t]), member.OwnRows(_cellOutputs[t]),
                member.OwnRows(_core.StateGradients(t + 1)), member.OwnRows(_cellGradient[0]), member.OwnRows(_gateGradients[t]), _hidden);
            member.Wait();
            if (t > 0 || _givenStart)
            {
                _weights.InputGradient(
                    _layer, _gateGradients[t], _core.StateGradients(t), _core.StateColumn, earlierStates, member: member);
                member.Wait();
            }
        }
        Matrix changes = _gateGradients.Steps(0, glimpses);
        _gradients.Record(_layer, _core.Inputs(0, glimpses), changes);
        _weights.InputGradient(_layer, changes, _core.FeatureGradients(0, glimpses), gate: _core.FeatureGate(0, glimpses), member: member);
        member.Wait();
    }

    /// <summary>The cell, from the sums of the gates i, f, u, o [rollouts, 4·H], which become the gates, to c', tanh(c'), h'.</summary>
    private static void CellForward(Matrix gates, Matrix before, Matrix after, Matrix output, Matrix state, int hidden)
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

    /// <summary>From the gradients of h' and, through later steps, c' to those of the gates' sums and of c. Output: tanh(c').</summary>
    private static void CellBackward(
        Matrix gates, Matrix before, Matrix output, Matrix stateGradient, Matrix cellGradient, Matrix gateGradient, int hidden)
    {
        for (int row = 0; row < gates.Rows; row++)
        {
            Span<float> gate = gates.Row(row), change = gateGradient.Row(row);
            Span<float> old = before.Row(row), shown = output.Row(row);
            Span<float> state = stateGradient.Row(row), cell = cellGradient.Row(row);
            int column = 0;
            for (; column + Vector<float>.Count <= hidden; column += Vector<float>.Count)
            {
                Vector<float> i = At(gate, column), f = At(gate, hidden + column);
                Vector<float> u = At(gate, 2 * hidden + column), o = At(gate, 3 * hidden + column);
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
                (float i, float f) = (gate[column], gate[hidden + column]);
                (float u, float o) = (gate[2 * hidden + column], gate[3 * hidden + column]);
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
