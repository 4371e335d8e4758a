namespace Saccade.Tasks;

/// <summary>
/// A vectorised environment of B episodes: their frames, labels, actions and rewards. A still image is an environment that does not change.
/// </summary>
/// <remarks>
/// An engine calls <see cref="Restart"/> first. For each of T glimpses it then renders every episode and, where episodes change, steps it;
/// it renders a still episode once or more. Where answers are actions it reads <see cref="EpisodeReward"/> at the end. Several threads may
/// render and step different episodes at once; <see cref="Restart"/> is called on one thread.
/// </remarks>
public interface IEpisodes
{
    /// <summary>B, the number of episodes, at least 1.</summary>
    int Count { get; }

    /// <summary>Channels, height and width of a frame; the largest height and width where sizes differ.</summary>
    ImageSize Size { get; }

    /// <summary>The size of an episode's frames, which stays the same: <see cref="Size"/>, unless episodes have several sizes.</summary>
    /// <param name="episode">The episode, 0 to B − 1.</param>
    ImageSize SizeOf(int episode) => Size;

    /// <summary>Whether an episode shows the same frame at every glimpse; false where answers are actions, which change it.</summary>
    bool IsStill => true;

    /// <summary>Whether answers are classes or actions.</summary>
    AnswerKind Answers => AnswerKind.Class;

    /// <summary>The right class of each episode [B]; empty where answers are actions or sequences of labels.</summary>
    ReadOnlySpan<int> Labels => [];

    /// <summary>
    /// The labels of an episode in their order, without the end symbol; one class where <see cref="Labels"/> has it. Read where answers are
    /// classes; a model of S labels takes up to S.
    /// </summary>
    /// <param name="episode">The episode, 0 to B − 1.</param>
    ReadOnlySpan<int> LabelsOf(int episode) => Labels.Slice(episode, 1);

    /// <summary>The reward of an answer where answers are classes; null for the reward that the loss options name.</summary>
    RewardFunction? Reward => null;

    /// <summary>Resets every episode to its start.</summary>
    void Restart() { }

    /// <summary>Writes the current frame of an episode.</summary>
    /// <param name="episode">The episode, 0 to B − 1.</param>
    /// <param name="frame">Receives the pixels [C, H, W] of <see cref="SizeOf"/>, 0 to 255; all are written.</param>
    void Render(int episode, Span<byte> frame);

    /// <summary>
    /// Whether a part of a frame costs less than the whole, as where frames are composed. An engine may then render only the parts that a
    /// model reads. Episodes that change must be rendered whole.
    /// </summary>
    bool RendersParts => false;

    /// <summary>Writes a square of the current frame of an episode; what lies outside of the frame is black.</summary>
    /// <param name="episode">The episode, 0 to B − 1.</param>
    /// <param name="box">The square.</param>
    /// <param name="pixels">Receives the pixels [C, side, side] of the square, 0 to 255; all are written.</param>
    void RenderPart(int episode, PatchBox box, Span<byte> pixels)
    {
        ImageSize size = SizeOf(episode);
        byte[] frame = new byte[size.Pixels];
        Render(episode, frame);
        PixelBox.Cut(frame, size, box, pixels);
    }

    /// <summary>Advances an episode by one step after a glimpse of it; called only where episodes change.</summary>
    /// <param name="episode">The episode, 0 to B − 1.</param>
    /// <param name="location">Where that glimpse was taken, (x, y) in [-1, 1]; a reward may depend on it.</param>
    /// <param name="action">The action, the index of an output of the model; −1 where answers are classes.</param>
    void Step(int episode, (float X, float Y) location, int action) { }

    /// <summary>The reward of an episode that has ended, usually 0 to 1; called only where answers are actions.</summary>
    /// <param name="episode">The episode, 0 to B − 1.</param>
    double EpisodeReward(int episode) => 0;
}
