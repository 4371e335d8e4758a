namespace Saccade.Networks;

/// <summary>
/// The stop network, a stop action for each glimpse (paper §3.1; DT-RAM: Li et al., 2017): p_t = σ(Linear(relu(Linear([h_t, log c, d_t]))))
/// is the probability of answering after glimpse t where a glimpse costs c and d_t is the doubt, the logarithm of 1 less the largest class
/// probability. In training c is random, so that one model serves every price; in evaluation a rollout ends at the first glimpse with p_t
/// above 1/2, and at the last one at the latest.
/// </summary>
public sealed record StopOptions
{
    /// <summary>Units of the hidden layer; 0 for no stop network.</summary>
    public int Units { get; init => field = Require.Between(value, 0, 4096); }

    /// <summary>The lowest price of a glimpse in training, in units of reward: 0.01 is worth one percent of accuracy.</summary>
    public double LowestPrice { get; init => field = Require.Between(value, 1e-6, 1); } = 0.0001;

    /// <summary>The highest price of a glimpse in training; the logarithm of the price is uniform between both.</summary>
    public double HighestPrice { get; init => field = Require.Between(value, 1e-6, 1); } = 0.1;

    /// <summary>The price of a glimpse in validation and, unless another is given, in evaluation.</summary>
    public double Price { get; init => field = Require.Between(value, 1e-6, 1); } = 0.003;

    /// <summary>What the stop network reads of a price: −1 for the lowest, 1 for the highest, linear in the logarithm.</summary>
    public float InputOf(double price) => HighestPrice > LowestPrice
        ? (float)(2 * Math.Log(price / LowestPrice) / Math.Log(HighestPrice / LowestPrice) - 1)
        : 0;

    /// <summary>What the stop network reads of an answer, d_t: log10(1 − max p), at least −6. No gradient passes through it.</summary>
    /// <param name="logits">The logits of the classes.</param>
    public static float DoubtOf(ReadOnlySpan<float> logits)
    {
        int best = TensorPrimitives.IndexOfMax(logits);
        double others = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            others += i == best ? 0 : Math.Exp((double)logits[i] - logits[best]);
        }
        return (float)Math.Log10(Math.Max(1e-6, others / (1 + others)));
    }

    /// <summary>Checks that a price is one that training knows.</summary>
    /// <exception cref="OptionException">It is below the lowest or above the highest.</exception>
    internal void RequirePrice(double price, string key)
    {
        if (price < LowestPrice || price > HighestPrice)
        {
            throw new OptionException(new(
                ErrorKind.OutOfRange, Key: key, Value: price, Allowed: FormattableString.Invariant($"{LowestPrice} to {HighestPrice}"),
                Detail: "these are the prices in training, model.stop.lowest_price to model.stop.highest_price"));
        }
    }

    /// <summary>Checks the options together and against those of the model.</summary>
    /// <exception cref="OptionException">They do not fit.</exception>
    internal void Check(ModelOptions model)
    {
        if (Units == 0)
        {
            return;
        }
        if (LowestPrice > HighestPrice)
        {
            throw new OptionException(new(
                ErrorKind.OutOfRange, Key: "model.stop.lowest_price", Value: LowestPrice,
                Allowed: FormattableString.Invariant($"up to {HighestPrice}"), Detail: "model.stop.highest_price is no higher"));
        }
        RequirePrice(Price, "model.stop.price");
        Refuse(model.Glimpses == 1, "one glimpse is the least that a rollout takes");
        Refuse(model.ReadsSequences, $"each of model.labels={model.Labels} labels has its own glimpses");

        void Refuse(bool idle, string reason)
        {
            if (idle)
            {
                throw new OptionException(
                    new(ErrorKind.Mismatch, Key: "model.stop.units", Value: Units, Allowed: "0", Detail: reason));
            }
        }
    }
}
