using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Games;

/// <summary>
/// All randomness of an agent that plays N episodes of T steps, drawn beforehand: that of its glimpses and that of its
/// moves. Row i depends on the key and its index alone.
/// </summary>
public sealed class EpisodeNoise
{
    private readonly float[] _moves;

    /// <summary>Takes noise drawn elsewhere, to replay episodes.</summary>
    /// <param name="glimpses">First locations and noise of the location policy for N rollouts of T glimpses.</param>
    /// <param name="moves">Uniform numbers in [0, 1) [T, N]; empty for the most probable move of each step.</param>
    /// <exception cref="ArgumentException">The lengths don't fit each other.</exception>
    public EpisodeNoise(RolloutNoise glimpses, float[] moves)
    {
        ArgumentNullException.ThrowIfNull(glimpses);
        ArgumentNullException.ThrowIfNull(moves);
        if (moves.Length != 0 && moves.Length != glimpses.Rows * glimpses.Glimpses)
        {
            throw new ArgumentException($"{moves.Length} numbers for moves; they must be none or T·N = {glimpses.Rows * glimpses.Glimpses}.", nameof(moves));
        }
        (Glimpses, _moves) = (glimpses, moves);
    }

    /// <summary>The noise of the glimpses.</summary>
    public RolloutNoise Glimpses { get; }

    /// <summary>Draws the noise of the episodes <paramref name="first"/>, first + 1, … of a key.</summary>
    /// <param name="key">Names the numbers.</param>
    /// <param name="first">The number of the first episode.</param>
    /// <param name="rows">N, how many episodes.</param>
    /// <param name="steps">T, steps of an episode.</param>
    /// <param name="glimpsePolicy">How locations are chosen.</param>
    /// <param name="sampleMoves">Whether moves are sampled; otherwise the most probable ones are taken.</param>
    /// <param name="width">How far sampled locations stray, in units of the model's σ.</param>
    public static EpisodeNoise Draw(RandomKey key, int first, int rows, int steps, PolicyMode glimpsePolicy, bool sampleMoves, double width = 1)
    {
        RolloutNoise glimpses = RolloutNoise.Draw(key.Fork("glimpses"), first, rows, steps, glimpsePolicy, width);
        if (!sampleMoves)
        {
            return new(glimpses, []);
        }
        RandomKey moveKey = key.Fork("moves");
        float[] moves = new float[steps * rows];
        for (int row = 0; row < rows; row++)
        {
            RandomStream stream = moveKey.Fork(first + row).Stream();
            for (int step = 0; step < steps; step++)
            {
                moves[step * rows + row] = (float)stream.NextDouble();
            }
        }
        return new(glimpses, moves);
    }

    /// <summary>Chooses a move for each of some games: that in whose part of the probabilities, laid end to end, the random number falls.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="first">The row of the first of these games.</param>
    /// <param name="probabilities">Of each move [games, moves].</param>
    /// <param name="moves">Receives the choices [games].</param>
    public void Choose(int step, int first, ReadOnlySpan<float> probabilities, Span<CatchMove> moves)
    {
        int kinds = probabilities.Length / moves.Length;
        for (int i = 0; i < moves.Length; i++)
        {
            ReadOnlySpan<float> p = probabilities.Slice(i * kinds, kinds);
            moves[i] = (CatchMove)(_moves.Length == 0
                ? System.Numerics.Tensors.TensorPrimitives.IndexOfMax(p)
                : Sample(p, _moves[step * Glimpses.Rows + first + i]));
        }
    }

    /// <summary>Checks that this is the noise of games that have just been started.</summary>
    internal void RequireFor(CatchGame games)
    {
        if (Glimpses.Rows != games.Count || Glimpses.Glimpses != games.Options.Steps || games.StepsDone != 0)
        {
            throw new ArgumentException(
                $"Noise for {Glimpses.Rows} episodes of {Glimpses.Glimpses} steps; {games.Count} games that have just been started need {games.Count} of {games.Options.Steps}.");
        }
    }

    private static int Sample(ReadOnlySpan<float> probabilities, float number)
    {
        int last = probabilities.Length - 1;
        for (int i = 0; i < last; i++)
        {
            number -= probabilities[i];
            if (number < 0)
            {
                return i;
            }
        }
        return last;
    }
}
