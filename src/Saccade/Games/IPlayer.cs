using Saccade.Runtime;

namespace Saccade.Games;

/// <summary>Somebody who plays Catch.</summary>
public interface IPlayer
{
    /// <summary>Plays games that have just been started to their end.</summary>
    /// <param name="games">The games [N].</param>
    /// <param name="key">Whatever the player does at random; game i has the key's child first + i.</param>
    /// <param name="first">The number of the first game.</param>
    void Play(CatchGame games, RandomKey key, int first);
}
