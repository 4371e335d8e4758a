namespace Saccade.Networks;

/// <summary>
/// The context network (Ba, Mnih and Kavukcuoglu, 2015, §3.1): u_0 = relu(Linear(relu(Linear(coarse)))), the first state of the location
/// core, from a coarse view of the whole image. The classifier never sees it.
/// </summary>
public sealed record ContextOptions
{
    /// <summary>Side of the coarse view in pixels, each the mean of the pixels that it covers; 0 for no context network.</summary>
    public int Side { get; init => field = Require.Between(value, 0, 64); }

    /// <summary>Units of h_c.</summary>
    public int Units { get; init => field = Require.Between(value, 1, 4096); } = 128;

    /// <summary>Convolutions on the coarse view, before h_c; none by default.</summary>
    public ConvolutionOptions Convolution { get; init; } = new();

    /// <summary>The size of the coarse view.</summary>
    internal ImageSize InputSize(int channels) => new(channels, Side, Side);

    /// <summary>Checks the options together and against those of the model.</summary>
    /// <exception cref="OptionException">There is no location core to start, or the convolutions do not fit.</exception>
    internal void Check(ModelOptions model)
    {
        if (Side == 0)
        {
            return;
        }
        if (model.CoreLayers == 1)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: "model.context.side", Value: Side, Allowed: "0 with one core layer",
                Detail: "the context starts the upper core, which the classifier does not read", Remedy: "or set model.core_layers to 2"));
        }
        Convolution.Check("model.context.convolution", InputSize(model.Channels));
    }
}
