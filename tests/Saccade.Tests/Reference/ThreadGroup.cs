using Saccade.Training;

namespace Saccade.Tests.Reference;

/// <summary>The processes of a training as threads of this one. If one fails, the others do not wait for it.</summary>
internal sealed class ThreadGroup : IDisposable
{
    private readonly Barrier _barrier;
    private readonly Array?[] _given;
    private readonly CancellationTokenSource _failed = new();

    private ThreadGroup(int count) => (_barrier, _given) = (new Barrier(count), new Array?[count]);

    /// <summary>Runs every process on its thread; gives the results in the order of ranks.</summary>
    /// <exception cref="AggregateException">Processes failed: the exceptions in the order of ranks, without those that waited.</exception>
    public static T[] Run<T>(int count, Func<IProcessGroup, T> process)
    {
        using ThreadGroup group = new(count);
        T[] results = new T[count];
        Exception?[] failures = new Exception?[count];
        Thread[] threads = [.. Enumerable.Range(0, count).Select(rank => new Thread(() =>
        {
            try
            {
                results[rank] = process(new Member(group, rank));
            }
            catch (Exception e)
            {
                failures[rank] = e;
                group._failed.Cancel();
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Exception[] thrown = [.. failures.OfType<Exception>().Where(failure => failure is not OperationCanceledException)];
        return thrown.Length == 0 ? results : throw new AggregateException(thrown);
    }

    public void Dispose()
    {
        _barrier.Dispose();
        _failed.Dispose();
    }

    private sealed class Member(ThreadGroup group, int rank) : IProcessGroup
    {
        public int Rank => rank;

        public int Count => group._given.Length;

        public void Sum(Span<float> gradient) => Exchange(gradient, given =>
        {
            float[] sum = [.. given[0]];
            foreach (float[] other in given.Skip(1))
            {
                sum = [.. sum.Zip(other, (a, b) => a + b)];
            }
            return sum;
        });

        public void Sum(Span<double> numbers) => Exchange(numbers, given =>
        {
            double[] sum = [.. given[0]];
            foreach (double[] other in given.Skip(1))
            {
                sum = [.. sum.Zip(other, (a, b) => a + b)];
            }
            return sum;
        });

        public void Broadcast(Span<byte> content) => Exchange(content, given => given[0]);

        private void Exchange<T>(Span<T> values, Func<T[][], T[]> combine)
        {
            group._given[rank] = values.ToArray();
            group._barrier.SignalAndWait(group._failed.Token);
            T[][] given = [.. group._given.Select(array => (T[])array!)];
            int length = values.Length;
            Assert.All(given, array => Assert.Equal(length, array.Length));
            combine(given).CopyTo(values);
            group._barrier.SignalAndWait(group._failed.Token);
        }
    }
}
