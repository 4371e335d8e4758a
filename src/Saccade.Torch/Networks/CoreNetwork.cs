namespace Saccade.Torch.Networks;

/// <summary>
/// The recurrent core f_h (paper §3.1). Derive from it to use another core: keep the layers in fields, call
/// <c>RegisterComponents()</c>, and create it in an <see cref="ITorchCore"/>, which models name.
/// </summary>
/// <param name="inputs">Units of g_t.</param>
/// <param name="hidden">H, units of h_t.</param>
public abstract class CoreNetwork(int inputs, int hidden) : nn.Module("core")
{
    /// <summary>Units of g_t.</summary>
    public int Inputs { get; } = inputs;

    /// <summary>H, units of h_t.</summary>
    public int Hidden { get; } = hidden;

    /// <summary>h_0 of N rollouts, [N, H]; zero unless overridden.</summary>
    /// <param name="rows">N.</param>
    /// <param name="device">Where the tensors are allocated.</param>
    public virtual CoreState Start(long rows, Device device) => new(zeros(rows, Hidden, device: device));

    /// <summary>h_t [N, H] from g_t [N, inputs] and h_{t-1}. The engine calls it once for each glimpse.</summary>
    public abstract CoreState Step(Tensor glimpse, CoreState previous);
}
