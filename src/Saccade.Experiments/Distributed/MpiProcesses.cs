using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Saccade.Experiments.Distributed;

/// <summary>
/// The processes that Open MPI's mpirun started. Sums are added in the order of ranks: MPI's own sums have an order that depends on their
/// number and the network. Every process adds a part of the numbers and sends it to all, as MPI does for long vectors.
/// </summary>
public sealed class MpiProcesses : IProcessGroup
{
    // mpirun of Open MPI, and launchers that use PMIx, such as srun --mpi=pmix.
    private static readonly string[] s_variables = ["OMPI_COMM_WORLD_SIZE", "PMIX_RANK"];

    private readonly OpenMpi _mpi;
    private byte[] _sent = [];
    private byte[] _received = [];
    private byte[] _part = [];
    private bool _left;

    private MpiProcesses(OpenMpi mpi, int rank, int count) => (_mpi, Rank, Members) = (mpi, rank, count);

    /// <inheritdoc/>
    public int Rank { get; }

    /// <summary>The number of processes that mpirun started.</summary>
    public int Members { get; }

    /// <summary>The number of processes that compute together: 1 after <see cref="Leave"/>.</summary>
    public int Count => _left ? 1 : Members;

    /// <summary>The bytes that this process has sent to others.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Joins the processes that a launcher of Open MPI started; null for a single process, which loads no library.</summary>
    /// <exception cref="SaccadeException">Open MPI's library cannot be loaded.</exception>
    public static MpiProcesses? Join()
    {
        string? variable = s_variables.FirstOrDefault(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 });
        if (variable is null)
        {
            return null;
        }
        OpenMpi mpi = OpenMpi.Load() ?? throw new SaccadeException(new(
            ErrorKind.Unavailable, Detail: $"{variable} is set, but Open MPI's library libmpi cannot be loaded",
            Remedy: "install it (Debian: openmpi-bin) and start with its mpirun"));
        (int rank, int count) = mpi.Initialise();
        MpiProcesses processes = new(mpi, rank, count);
        if (count > 1)
        {
            return processes;
        }
        processes.Leave();
        return null;
    }

    /// <summary>The version of Open MPI that is installed; null if there is none.</summary>
    public static string? FindVersion() => OpenMpi.Load()?.Version;

    /// <inheritdoc/>
    public void Sum(Span<float> gradient)
    {
        if (Count == 1)
        {
            return;
        }
        int part = (gradient.Length + Count - 1) / Count, bytes = part * sizeof(float);
        Reserve(bytes);
        Span<float> sent = MemoryMarshal.Cast<byte, float>(_sent.AsSpan(0, bytes * Count));
        gradient.CopyTo(sent);
        sent[gradient.Length..].Clear();
        _mpi.ExchangeParts(_sent.AsSpan(0, bytes * Count), _received.AsSpan(0, bytes * Count), bytes);
        ReadOnlySpan<float> received = MemoryMarshal.Cast<byte, float>(_received.AsSpan(0, bytes * Count));
        Span<float> sum = MemoryMarshal.Cast<byte, float>(_part.AsSpan(0, bytes));
        received[..part].CopyTo(sum);
        for (int rank = 1; rank < Count; rank++)
        {
            TensorPrimitives.Add(sum, received.Slice(rank * part, part), sum);
        }
        _mpi.Gather(_part.AsSpan(0, bytes), _sent.AsSpan(0, bytes * Count));
        sent[..gradient.Length].CopyTo(gradient);
        BytesSent += 2L * (Count - 1) * bytes;
    }

    /// <inheritdoc/>
    public void Sum(Span<double> numbers)
    {
        if (Count == 1)
        {
            return;
        }
        int bytes = numbers.Length * sizeof(double);
        Reserve(bytes);
        _mpi.Gather(MemoryMarshal.AsBytes(numbers), _received.AsSpan(0, bytes * Count));
        ReadOnlySpan<double> received = MemoryMarshal.Cast<byte, double>(_received.AsSpan(0, bytes * Count));
        received[..numbers.Length].CopyTo(numbers);
        for (int rank = 1; rank < Count; rank++)
        {
            TensorPrimitives.Add(numbers, received.Slice(rank * numbers.Length, numbers.Length), numbers);
        }
        BytesSent += (long)(Count - 1) * bytes;
    }

    /// <inheritdoc/>
    public void Broadcast(Span<byte> content)
    {
        if (Count > 1)
        {
            _mpi.Broadcast(content);
        }
    }

    /// <summary>
    /// Leaves the group once nothing more is computed together, as every process must: mpirun takes a process that ends without it for a
    /// failed one and ends the others.
    /// </summary>
    public void Leave()
    {
        if (!_left)
        {
            _mpi.Complete();
            _left = true;
        }
    }

    private void Reserve(int bytes)
    {
        if (_part.Length < bytes)
        {
            (_part, _sent, _received) = (new byte[bytes], new byte[bytes * Count], new byte[bytes * Count]);
        }
    }
}
