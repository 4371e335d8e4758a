using static TorchSharp.torch;

namespace Saccade.Model;

/// <summary>What a core remembers between glimpses.</summary>
/// <param name="Hidden">h_t [N, H], which the location, action and baseline networks read.</param>
/// <param name="Cell">Whatever else the core carries along, such as the cell of an LSTM; null if nothing.</param>
public readonly record struct CoreState(Tensor Hidden, Tensor? Cell = null);

/// <summary>
/// The recurrent core f_h (paper §3.1). Derive from it to try a core of your own: register the layers as fields,
/// call <c>RegisterComponents()</c> and give the core to <see cref="RecurrentAttentionModel"/>.
/// </summary>
/// <param name="inputs">Units of g_t.</param>
/// <param name="hidden">H, units of h_t.</param>
public abstract class CoreNetwork(int inputs, int hidden) : nn.Module("core")
{
    /// <summary>Units of g_t.</summary>
    public int Inputs { get; } = inputs;

    /// <summary>H, units of h_t.</summary>
    public int Hidden { get; } = hidden;

    /// <summary>h_0 for N rollouts; zero unless overridden.</summary>
    public virtual CoreState Start(long rows, Device device) => new(zeros(rows, Hidden, device: device));

    /// <summary>h_t from g_t [N, inputs] and h_{t-1}.</summary>
    public abstract CoreState Step(Tensor glimpse, CoreState previous);
}
