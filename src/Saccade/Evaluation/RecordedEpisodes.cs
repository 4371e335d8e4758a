namespace Saccade.Evaluation;

/// <summary>
/// The first episodes of a batch, which record their frames for traces: the first and, where they change, the frame after each step.
/// </summary>
internal sealed class RecordedEpisodes(IEpisodes episodes, int most) : IEpisodes
{
    private readonly List<byte[]>[] _frames = [.. Enumerable.Range(0, Math.Min(most, episodes.Count)).Select(_ => new List<byte[]>())];

    public int Count => _frames.Length;

    public ImageSize Size => episodes.Size;

    public ImageSize SizeOf(int episode) => episodes.SizeOf(episode);

    public bool IsStill => episodes.IsStill;

    public AnswerKind Answers => episodes.Answers;

    public ReadOnlySpan<int> Labels => episodes.Labels is { Length: > 0 } labels ? labels[..Count] : [];

    public ReadOnlySpan<int> LabelsOf(int episode) => episodes.LabelsOf(episode);

    public RewardFunction? Reward => episodes.Reward;

    /// <summary>The frames of an episode so far, at least one.</summary>
    public IReadOnlyList<byte[]> FramesOf(int episode)
    {
        if (_frames[episode].Count == 0)
        {
            Record(episode);
        }
        return _frames[episode];
    }

    public void Restart()
    {
        episodes.Restart();
        for (int episode = 0; episode < Count; episode++)
        {
            _frames[episode].Clear();
            Record(episode);
        }
    }

    public void Render(int episode, Span<byte> frame) => episodes.Render(episode, frame);

    public bool RendersParts => episodes.RendersParts;

    public void RenderPart(int episode, PatchBox box, Span<byte> pixels) => episodes.RenderPart(episode, box, pixels);

    public void Step(int episode, (float X, float Y) location, int action)
    {
        episodes.Step(episode, location, action);
        Record(episode);
    }

    public double EpisodeReward(int episode) => episodes.EpisodeReward(episode);

    private void Record(int episode)
    {
        byte[] frame = new byte[SizeOf(episode).Pixels];
        episodes.Render(episode, frame);
        _frames[episode].Add(frame);
    }
}
