using System.CommandLine;
using System.Text.Json;
using Saccade.Cli.Display;
using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Experiments.Reports;
using Saccade.Experiments.Runs;
using Saccade.Games;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Cli.Commands;

/// <summary>What the commands do with a model that plays a game instead of naming images.</summary>
internal static class GameCommands
{
    private const int PicturedEpisodes = 4;

    public static Option<int?> Episodes() =>
        Arguments.Whole("--episodes", 1, 1_000_000, "N", $"Games only: how many unseen episodes (default {GameTest.DefaultEpisodes})");

    /// <summary>Refuses a model that plays a game.</summary>
    /// <exception cref="OptionException">It does.</exception>
    public static void RefuseGame(TrainedModel trained, string remedy)
    {
        if (trained.Recipe.PlaysGame)
        {
            throw new OptionException($"{trained.Path} plays a game, it names no images; {remedy}");
        }
    }

    /// <summary>Measures the share of catches, of the model and of a random player in the same episodes.</summary>
    public static void Evaluate(TrainedModel trained, IGameEngine agent, int? episodes, PolicyMode policy, long seed, bool json)
    {
        (GameResult player, GameResult random) = GameTest.Run(agent, trained.Recipe.Game, episodes ?? GameTest.DefaultEpisodes, policy, seed);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { player, random }, JsonSerializerOptions.Web));
            return;
        }
        Console.WriteLine($"Model     {trained.Path} ({trained.Recipe.Name})");
        Console.WriteLine(FormattableString.Invariant($"Episodes  {player.Episodes:N0} unseen, at {player.EpisodesPerSecond:N0} a second"));
        Console.WriteLine($"Caught    {Text.Percent(player)}, {(policy == PolicyMode.Mean ? "most probable moves, mean policy" : "sampled moves and locations")}");
        Console.WriteLine($"Random    {Text.Percent(random)}, a player whose every move is random");
    }

    /// <summary>The report of a player.</summary>
    public static string Report(TrainedModel trained, int episodes, Split split, long seed, int? threads)
    {
        GameOptions game = trained.Recipe.Game;
        RandomKey key = split == Split.Test ? GameEvaluator.TestKey(seed) : GameEvaluator.ValidationKey;
        using IGameEngine agent = trained.MakePlayer(threads);
        GamePlayer player = new(agent);
        GameResult result = GameEvaluator.Evaluate(player, game, split == Split.Test ? GameTest.DefaultEpisodes : game.ValidationEpisodes, key);
        return RunReport.Of(trained, result, split, Trace(player, game, episodes, key));
    }

    /// <summary>Draws episodes of the test, as animations and strips, and the run's curves.</summary>
    public static void Look(TrainedModel trained, IGameEngine agent, int? episodes, PolicyMode policy, long seed, string folder)
    {
        IReadOnlyList<EpisodeTrace> traces = Trace(new GamePlayer(agent, policy), trained.Recipe.Game, episodes ?? PicturedEpisodes, GameEvaluator.TestKey(seed));
        List<string> files = [.. RunPictures.WriteEpisodes(traces, folder)];
        if (trained.Run is not null && RunPictures.WriteCurves(trained.Run, folder) is string curves)
        {
            files.Add(curves);
        }
        Console.WriteLine($"{traces.Count(t => t.Caught)} of {traces.Count} caught. Pictures (.webp are animations, which browsers play):");
        foreach (string file in files)
        {
            Console.WriteLine("  " + file);
        }
    }

    /// <summary>Says how well the best epoch's model plays the episodes of validation, draws some, and says what to try next.</summary>
    public static void Conclude(TrainingRun run)
    {
        RunFolder folder = run.Folder;
        using IGameEngine agent = TrainedModel.Open(folder.Path).MakePlayer(folder.Info.Threads, folder.Info.Engine);
        GamePlayer player = new(agent);
        RunPictures.WriteEpisodes(Trace(player, folder.Recipe.Game, PicturedEpisodes, GameEvaluator.ValidationKey), folder.PicturesPath);
        RunPictures.WriteCurves(folder, folder.PicturesPath);
        GameResult result = GameEvaluator.Evaluate(player, folder.Recipe.Game, folder.Recipe.Game.ValidationEpisodes, GameEvaluator.ValidationKey);
        Console.WriteLine($"""

            Caught {Text.Percent(result)} of {result.Episodes:N0} validation episodes with the weights of epoch {run.Trainer.State.BestEpoch}.
            Model     {folder.ModelPath}
            Pictures  {folder.PicturesPath}: curves.png and {PicturedEpisodes} episodes, each an animation (.webp, for a browser) and a strip (.png)

            Next:
              {ProgramName.Text} eval {folder.Path}     the share of catches in unseen episodes
              {ProgramName.Text} report {folder.Path}   all about it on one page, with episodes that play
              {ProgramName.Text} look {folder.Path}     where it looks, in animations
              {ProgramName.Text} info {folder.Path}     its networks, and where its weights come from
            """);
    }

    /// <summary>The first episodes of those that an evaluation with the same key plays.</summary>
    private static IReadOnlyList<EpisodeTrace> Trace(GamePlayer player, GameOptions game, int count, RandomKey key)
    {
        CatchGame games = new(game, count);
        games.Start(key.Fork("starts"), 0, count);
        return player.Trace(games, key.Fork("player"));
    }
}
