using Saccade.Images;

namespace Saccade.Experiments.Reports;

/// <summary>One episode out of a batch whose answers are classes.</summary>
internal sealed class SingleEpisode(IEpisodes episodes, int index) : IEpisodes
{
    private readonly int[] _labels = [episodes.Labels[index]];

    public int Count => 1;

    public ImageSize Size => episodes.Size;

    public bool IsStill => episodes.IsStill;

    public ReadOnlySpan<int> Labels => _labels;

    public RewardFunction? Reward => episodes.Reward;

    public void Restart() => episodes.Restart();

    public void Render(int episode, Span<byte> frame) => episodes.Render(index, frame);

    public void Step(int episode, (float X, float Y) location, int action) => episodes.Step(index, location, action);
}
