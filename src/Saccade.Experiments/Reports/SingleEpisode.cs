using Saccade.Images;

namespace Saccade.Experiments.Reports;

/// <summary>One episode out of a batch whose answers are classes.</summary>
internal sealed class SingleEpisode(IEpisodes episodes, int index) : IEpisodes
{
    public int Count => 1;

    public ImageSize Size => episodes.SizeOf(index);

    public bool IsStill => episodes.IsStill;

    public ReadOnlySpan<int> Labels => episodes.Labels is { Length: > 0 } labels ? labels.Slice(index, 1) : [];

    public ReadOnlySpan<int> LabelsOf(int episode) => episodes.LabelsOf(index);

    public RewardFunction? Reward => episodes.Reward;

    public void Restart() => episodes.Restart();

    public void Render(int episode, Span<byte> frame) => episodes.Render(index, frame);

    public void Step(int episode, (float X, float Y) location, int action) => episodes.Step(index, location, action);
}
