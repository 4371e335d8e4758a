using TorchSharp;

namespace Saccade.Tests.Reference;

/// <summary>Tensors made by this thread and not disposed of yet.</summary>
internal static class LiveTensors
{
    /// <summary>How many there are. What a finaliser frees still counts, for that is too late; a Parameter's source does not.</summary>
    public static long Count => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
}
