using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Saccade.Imaging.Caching;

/// <summary>Work on many pictures by all cores.</summary>
internal static class PictureWork
{
    // As often as a progress is worth a message.
    private const int Reports = 100;

    /// <summary>Does the work for each picture, those at the front first.</summary>
    /// <exception cref="SaccadeException">The first error of the work.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void Run(
        int count, bool decoding, IProgress<PictureProgress>? progress, CancellationToken cancellation, Action<int> work)
    {
        int done = 0, between = Math.Max(1, count / Reports);
        Lock reporting = new();
        try
        {
            // Without buffering, a worker takes the next picture when it is done with one, however long others take.
            Parallel.ForEach(
                Partitioner.Create(Enumerable.Range(0, count), EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation },
                i =>
                {
                    work(i);
                    // In order, so that the last report is that of the end.
                    lock (reporting)
                    {
                        done++;
                        if (done % between == 0 || done == count)
                        {
                            progress?.Report(new(decoding, done, count));
                        }
                    }
                });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.Flatten().InnerExceptions[0]);
        }
    }
}
