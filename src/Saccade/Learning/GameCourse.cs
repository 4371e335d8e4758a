using Saccade.Evaluation;
using Saccade.Games;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Learning;

/// <summary>Learning to play a game: every batch of episodes is new.</summary>
internal sealed class GameCourse : ICourse
{
    private readonly IGameEngine _engine;
    private readonly GameOptions _game;
    private readonly RandomKey _starts;
    private readonly CatchGame _games;

    public GameCourse(IGameEngine engine, GameOptions game, TrainingOptions options, RandomKey starts)
    {
        (_engine, _game, _starts) = (engine, game, starts);
        _games = new(game, options.BatchSize);
        StepsPerEpoch = Math.Max(1, game.TrainingEpisodes / options.BatchSize);
    }

    public int StepsPerEpoch { get; }

    public (StepReport Report, int Images) Step(int epoch, int step, RandomKey noise, double width, double learningRate) =>
        (_engine.Step(_games, Begin(epoch, step, noise, width), learningRate), _games.Capacity);

    public IReadOnlyList<GradientNorm> MeasureGradients(int epoch, int step, RandomKey noise, double width) =>
        _engine.MeasureGradients(_games, Begin(epoch, step, noise, width));

    public double ValidationErrorPercent() =>
        100 - GameEvaluator.Evaluate(new GamePlayer(_engine), _game, _game.ValidationEpisodes, GameEvaluator.ValidationKey).CaughtPercent;

    /// <summary>Starts the games of a step and draws the noise that they are played with.</summary>
    private EpisodeNoise Begin(int epoch, int step, RandomKey noise, double width)
    {
        _games.Start(_starts.Fork((long)epoch * StepsPerEpoch + step), 0, _games.Capacity);
        return EpisodeNoise.Draw(
            noise, 0, _games.Capacity, _game.Steps, _engine.Model.PolicyTaken(PolicyMode.Sample), sampleMoves: true, width);
    }
}
