namespace Saccade.Torch.Networks;

/// <summary>
/// The saliency maps of N rollouts: μ_t is the expected place of their softmax. Places that an earlier glimpse covered are left
/// out, unless all are (inhibition of return).
/// </summary>
internal sealed class SaliencyMap
{
    private readonly Tensor _logits; // [N, places]
    private readonly Tensor _places; // [places, 2], x and y
    private readonly Tensor _extents; // [N, 1, 2]: half the width and height of the largest patch, in units of l
    private Tensor _free; // [N, places]

    /// <summary>Starts rollouts, whose places are all free.</summary>
    /// <param name="logits">The logits [N, rows, columns].</param>
    /// <param name="extents">Half the width and height of the largest patch [N, 2], in units of l.</param>
    public SaliencyMap(Tensor logits, Tensor extents)
    {
        (long rows, long columns) = (logits.shape[1], logits.shape[2]);
        _logits = logits.flatten(1);
        Tensor x = Centres(columns, logits).unsqueeze(0).expand(rows, columns);
        Tensor y = Centres(rows, logits).unsqueeze(1).expand(rows, columns);
        _places = stack([x.flatten(), y.flatten()], 1);
        _extents = extents.unsqueeze(1);
        _free = ones_like(_logits, dtype: ScalarType.Bool);
    }

    /// <summary>μ [N, 2] of the next glimpse.</summary>
    public Tensor Mean()
    {
        Tensor free = _free | _free.any(1, true).logical_not();
        return _logits.masked_fill(free.logical_not(), float.NegativeInfinity).softmax(1).matmul(_places);
    }

    /// <summary>Leaves out the places that glimpses at locations [N, 2] cover.</summary>
    public void Cover(Tensor locations) =>
        _free &= ((_places - locations.detach().unsqueeze(1)).abs() < _extents).all(2).logical_not();

    private static Tensor Centres(long count, Tensor like) =>
        (2 * arange(count, dtype: ScalarType.Float32, device: like.device) + 1) / count - 1;
}
