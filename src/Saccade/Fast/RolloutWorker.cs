using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Games;
using Saccade.Geometry;
using Saccade.Learning;
using Saccade.Model;

namespace Saccade.Fast;

/// <summary>
/// One core's work on a handful of the images of a batch, from the first glimpse to the gradient of all weights: so few that
/// what they leave behind for the way back is still in the cache then. Or a member of a team, with its part of all of a small batch.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="options">The loss.</param>
/// <param name="layers">The model's layers.</param>
/// <param name="weights">The model's weights.</param>
/// <param name="room">Its own room, of which it disposes; or that of its team, in which others take on the rollouts.</param>
/// <param name="member">The worker's place in the team.</param>
internal sealed class RolloutWorker(
    ModelOptions model, LossOptions options, AttentionLayers layers, NetworkWeights weights, RolloutRoom room, Member member) : IDisposable
{
    /// <summary>About so many rollouts are gone through at a time. 16 and 20 do as well; with 32, of which others can help with less, a batch of 512 takes up to a tenth longer.</summary>
    public const int Handful = 24;

    private readonly Frames _frames = new();
    private RolloutTracks? _tracks;
    private ForwardPass? _forward;
    private LossGradient? _loss;
    private BackwardPass? _backward;

    /// <summary>The gradient of what was learned last.</summary>
    public BackwardPass Learned => _backward!;

    private RolloutTracks Tracks => _tracks!;

    /// <summary>Rolls out a handful of the images of a batch and learns from them.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="images">Which of them, those of the whole team.</param>
    /// <param name="noise">The randomness of all rollouts of the batch.</param>
    /// <param name="weight">The weights of the terms.</param>
    /// <param name="sums">What the figures are added to.</param>
    public void Learn(Batch batch, Share images, RolloutNoise noise, TermWeights weight, LossSums sums)
    {
        try
        {
            Roll(batch, images.First, images.Count, noise);
            PrepareToLearn();
            Learn(batch.Labels[images.First..images.End], noise, weight, sums);
        }
        catch (Exception failure)
        {
            member.Fail(failure);
            throw;
        }
    }

    /// <summary>Rolls out a handful of the images of a batch, and notes what happened.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="images">Which of them.</param>
    /// <param name="noise">The randomness of one rollout of each image of the batch.</param>
    /// <param name="trace">Receives what happened.</param>
    public void Look(Batch batch, Share images, RolloutNoise noise, BatchTrace trace)
    {
        Roll(batch, images.First, images.Count, noise);
        Conclude(noise, images.First, trace);
    }

    /// <summary>Rolls out images <paramref name="first"/>, first + 1, … of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="first">The first image.</param>
    /// <param name="count">How many images.</param>
    /// <param name="noise">The randomness of all rollouts of the batch.</param>
    private void Roll(Batch batch, int first, int count, RolloutNoise noise)
    {
        int each = noise.Rows / batch.Count;
        Begin(noise, count, each, batch.Size);
        int firstSeen = member.Rollouts.First / each;
        _frames.TakeOn(batch, first + firstSeen, member.Rollouts.Count / each);
        for (int t = 0; t < noise.Glimpses; t++)
        {
            _forward!.Decide(t, noise, first * each);
            for (int i = member.Rollouts.First; i < member.Rollouts.End; i++)
            {
                _forward.Sense(t, i, _frames[i / each - firstSeen]);
            }
            _forward.TakeIn(t);
        }
    }

    /// <summary>Begins the rollouts, so many of each, of so many images or games.</summary>
    public void Begin(RolloutNoise noise, int count, int each, ImageSize size)
    {
        MakeRoom(noise.Glimpses, count * each);
        member.TakeOn(count, each);
        _forward!.Begin(size);
    }

    /// <summary>Takes one glimpse of the screens of games <paramref name="first"/>, first + 1, … and chooses a move for each.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="games">The games.</param>
    /// <param name="first">The first of the games that this worker plays.</param>
    /// <param name="noise">The randomness of all games.</param>
    /// <param name="moves">Receives the moves of these games.</param>
    public void Play(int step, CatchGame games, int first, EpisodeNoise noise, Span<CatchMove> moves)
    {
        _forward!.Decide(step, noise.Glimpses, first);
        ReadOnlySpan<byte> screens = games.Screens.Span;
        for (int i = 0; i < moves.Length; i++)
        {
            _forward.Sense(step, i, screens.Slice((first + i) * games.ScreenSize.Pixels, games.ScreenSize.Pixels));
        }
        _forward.TakeIn(step);
        _forward.Name(new(step + 1, 1));
        Span<float> probabilities = stackalloc float[model.Classes];
        for (int i = 0; i < moves.Length; i++)
        {
            Softmax.Of(Tracks.Scores[step + 1].Row(i)[..model.Classes], probabilities);
            noise.Choose(step, first + i, probabilities, moves.Slice(i, 1));
        }
    }

    /// <summary>The loss of the games that were played, and its gradient.</summary>
    /// <param name="moves">The moves of all games [T, N].</param>
    /// <param name="caught">Whether each game [N] ended with a catch.</param>
    /// <param name="first">The first of the games that this worker played.</param>
    /// <param name="noise">The randomness of all games.</param>
    /// <param name="weight">The weights of the terms.</param>
    /// <param name="sums">What the figures are added to.</param>
    public void Learn(ReadOnlySpan<CatchMove> moves, ReadOnlySpan<bool> caught, int first, EpisodeNoise noise, TermWeights weight, LossSums sums)
    {
        PrepareToLearn();
        int steps = noise.Glimpses.Glimpses;
        int firstDecision = ForwardPass.FirstDecision(model, noise.Glimpses);
        _forward!.Judge(new(0, steps + 1));
        _loss!.Fill(steps, firstDecision, moves, caught, first, weight, model.Sigma * noise.Glimpses.Width, sums);
        _backward!.Run(steps, new(firstDecision, steps - firstDecision), new(1, steps), new(1, steps));
    }

    /// <summary>Names every glimpse's class and judges every state, and notes what happened.</summary>
    /// <param name="noise">The randomness of all rollouts.</param>
    /// <param name="first">Which of them is the first of these.</param>
    /// <param name="trace">Receives what happened.</param>
    public void Conclude(RolloutNoise noise, int first, BatchTrace trace)
    {
        StateRange every = new(1, noise.Glimpses);
        _forward!.Name(every);
        _forward.Judge(every);
        for (int t = 0; t < noise.Glimpses; t++)
        {
            for (int i = 0; i < Tracks.Rollouts; i++)
            {
                int row = t * noise.Rows + first + i;
                Tracks.Place[t].Row(i)[..2].CopyTo(trace.Locations.AsSpan(2 * row));
                Softmax.Of(Tracks.Scores[t + 1].Row(i)[..model.Classes], trace.Probabilities.AsSpan(row * model.Classes, model.Classes));
                trace.Baselines[row] = Tracks.Baselines[t + 1].Row(i)[0];
            }
        }
    }

    /// <summary>The loss of what was rolled out, and its gradient.</summary>
    /// <param name="labels">The right class of each of these images.</param>
    /// <param name="noise">The randomness of all rollouts of the batch.</param>
    /// <param name="weight">The weights of the terms.</param>
    /// <param name="sums">What the figures are added to.</param>
    private void Learn(ReadOnlySpan<int> labels, RolloutNoise noise, TermWeights weight, LossSums sums)
    {
        int glimpses = noise.Glimpses;
        int firstDecision = ForwardPass.FirstDecision(model, noise);
        StateRange decided = new(firstDecision, glimpses - firstDecision);
        _forward!.Judge(decided);
        StateRange last = new(glimpses, 1), every = new(1, glimpses);
        StateRange answered = options.ActionAt == GlimpseChoice.Every ? every : last;
        StateRange named = options.RewardAt == GlimpseChoice.Every ? every : answered;
        _forward.Name(named);
        _loss!.Fill(glimpses, firstDecision, labels, Tracks.Rollouts / labels.Length, noise.Rows, weight, model.Sigma * noise.Width, sums);
        _backward!.Run(glimpses, decided, judged: decided, answered);
    }

    public void Dispose()
    {
        if (member.IsAlone)
        {
            room.Dispose();
        }
    }

    private void MakeRoom(int glimpses, int rollouts)
    {
        if (member.IsAlone)
        {
            room.TakeOn(glimpses, rollouts);
        }
        if (_tracks != room.Tracks)
        {
            (_tracks, _loss, _backward) = (room.Tracks!, null, null);
            _forward = new ForwardPass(model, layers, weights, _tracks, member);
        }
    }

    /// <summary>Makes what only learning needs.</summary>
    private void PrepareToLearn()
    {
        if (member.IsAlone)
        {
            room.PrepareToLearn();
        }
        _loss ??= new LossGradient(model, options, Tracks, room.Gradients!, member);
        _backward ??= new BackwardPass(model, options, layers, weights, Tracks, room.Gradients!, member);
    }
}
