namespace Saccade.Networks;

/// <summary>
/// The context network (Ba, Mnih and Kavukcuoglu, 2015, §3): u_0 = relu(Linear(relu(Linear(coarse)))), the first state of the location
/// core, from a coarse view of the whole image; the classifier never sees it, as in the paper. With one core layer it is h_0, the first
/// state of the one core, and answers rest on the coarse view too.
/// </summary>
public sealed record ContextOptions
{
    private const long MostWeights = 1 << 28;

    /// <summary>Side of the coarse view in pixels, each the mean of the pixels that it covers; 0 for no context network.</summary>
    public int Side { get; init => field = Require.Between(value, 0, 1024); }

    /// <summary>
    /// Units of h_c; 0 for neither h_c nor a first state: the network then serves a saliency map alone (model.location_form).
    /// </summary>
    public int Units { get; init => field = Require.Between(value, 0, 4096); } = 128;

    /// <summary>Convolutions on the coarse view, before h_c; none by default.</summary>
    public ConvolutionOptions Convolution { get; init; } = new();

    /// <summary>What h_c reads of each filter of the last of them: every place, or what global pooling leaves.</summary>
    public GlobalPooling Pooling { get; init => field = Require.Defined(value); } = GlobalPooling.None;

    /// <summary>Whether it gives the location core its first state.</summary>
    public bool GivesState => Side > 0 && Units > 0;

    /// <summary>The size of the coarse view.</summary>
    internal ImageSize InputSize(int channels) => new(channels, Side, Side);

    /// <summary>Checks the options together and against those of the model.</summary>
    /// <exception cref="OptionException">The convolutions do not fit, or the first layer is too large.</exception>
    internal void Check(ModelOptions model)
    {
        if (Side > 0)
        {
            Convolution.Check("model.context.convolution", InputSize(model.Channels));
        }
        long weights = Convolution.Filters.Count > 0 ? 0 : (long)model.Channels * Side * Side * Units;
        if (weights > MostWeights)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: "model.context.side", Value: Side,
                Detail: $"it makes a layer of {weights} weights, and it may have up to {MostWeights}",
                Remedy: "use a smaller side, fewer units, or convolutions"));
        }
        if (Side > 0 && Units == 0 && model.LocationForm != LocationForm.Saliency)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: "model.context.units", Value: Units, Allowed: "1 to 4096",
                Detail: "without units the context network serves a saliency map alone (model.location_form)"));
        }
    }
}
