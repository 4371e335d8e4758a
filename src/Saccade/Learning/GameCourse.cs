using Saccade.Evaluation;
using Saccade.Games;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Learning;

/// <summary>Learning to play a game: every batch of episodes is new.</summary>
internal sealed class GameCourse : ICourse
{
    private readonly TorchEngine _engine;
    private readonly GameOptions _game;
    private readonly LossOptions _loss;
    private readonly RandomKey _starts;
    private readonly CatchGame _games;

    public GameCourse(TorchEngine engine, GameOptions game, TrainingOptions options, RandomKey starts)
    {
        (_engine, _game, _loss, _starts) = (engine, game, options.Loss, starts);
        _games = new(game, options.BatchSize);
        StepsPerEpoch = Math.Max(1, game.TrainingEpisodes / options.BatchSize);
    }

    public int StepsPerEpoch { get; }

    public (StepReport Report, int Images) Step(int epoch, int step, RandomKey noise, double learningRate) =>
        (_engine.Step(_games.Capacity, learningRate, () => Learn(epoch, step, noise)), _games.Capacity);

    public IReadOnlyList<GradientNorm> MeasureGradients(int epoch, int step, RandomKey noise) =>
        _engine.MeasureGradients(() => Learn(epoch, step, noise));

    public double ValidationErrorPercent() =>
        100 - GameEvaluator.Evaluate(new GamePlayer(_engine), _game, _game.ValidationEpisodes, GameEvaluator.ValidationKey).CaughtPercent;

    private (Rollout Rollout, HybridLoss Loss) Learn(int epoch, int step, RandomKey noise)
    {
        _games.Start(_starts.Fork((long)epoch * StepsPerEpoch + step), 0, _games.Capacity);
        EpisodeNoise drawn = EpisodeNoise.Draw(
            noise, 0, _games.Capacity, _game.Steps, _engine.Model.RandomGlimpses ? PolicyMode.Random : PolicyMode.Sample, sampleMoves: true);
        Episodes episodes = GamePlayer.Play(_engine.Network, _games, drawn, new(_loss.LocationReachesCore, _loss.BaselineReachesCore));
        return (episodes.Rollout, EpisodeLoss.Of(episodes, _engine.Model.Sigma, _loss, _game.EntropyWeight));
    }
}
