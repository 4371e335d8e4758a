using Saccade.Images;
using Saccade.Tasks;

namespace Saccade.Tests.Reference;

/// <summary>Still images that each have a sequence of labels.</summary>
internal sealed class SequenceEpisodes(ImageBatch images, params int[][] sequences) : IEpisodes
{
    public int Count => images.Count;

    public ImageSize Size => images.Size;

    public RewardFunction? Reward { get; init; }

    public ReadOnlySpan<int> LabelsOf(int episode) => sequences[episode % sequences.Length];

    public void Render(int episode, Span<byte> frame) => images.Render(episode, frame);
}
