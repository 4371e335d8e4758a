using System.Runtime.InteropServices;
using System.Text;

namespace Saccade.Experiments.Distributed;

/// <summary>
/// The functions of Open MPI 4 and 5 that a training needs, from its library libmpi, which is loaded on first use. Handles of Open MPI are
/// addresses of variables in it; other implementations of MPI have other handles.
/// </summary>
internal sealed unsafe partial class OpenMpi
{
    private const int MostVersionBytes = 8192;
    private static readonly string[] s_names = ["libmpi.so.40", "libmpi.so", "libmpi.40.dylib", "libmpi.dylib"];

    private readonly nint _library;
    private readonly nint _world;
    private readonly nint _byte;

    private OpenMpi(nint library)
    {
        _library = library;
        (_world, _byte) = (Symbol("ompi_mpi_comm_world"), Symbol("ompi_mpi_byte"));
    }

    /// <summary>The library; null if there is none, or if it is another implementation of MPI.</summary>
    public static OpenMpi? Load()
    {
        foreach (string name in s_names)
        {
            if (NativeLibrary.TryLoad(name, out nint library) && NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out _))
            {
                return new OpenMpi(library);
            }
        }
        return null;
    }

    /// <summary>The version, such as <c>Open MPI v4.1.4</c>; MPI need not be initialised.</summary>
    public string Version
    {
        get
        {
            byte* text = stackalloc byte[MostVersionBytes];
            int length = 0;
            Check(((delegate* unmanaged<byte*, int*, int>)Symbol("MPI_Get_library_version"))(text, &length));
            // The build and its packager follow behind a comma.
            return Encoding.UTF8.GetString(text, Math.Clamp(length, 0, MostVersionBytes)).Split(',', '\0')[0].Trim();
        }
    }

    /// <summary>Joins the processes that mpirun started.</summary>
    /// <returns>The number of this process and how many there are.</returns>
    public (int Rank, int Count) Initialise()
    {
        // A process that waits for others lets programs on the same core run, unless the user has set this parameter of Open MPI.
        _ = SetVariable("OMPI_MCA_mpi_yield_when_idle", "1", overwrite: 0);
        int rank = 0, count = 0;
        Check(((delegate* unmanaged<int*, byte***, int>)Symbol("MPI_Init"))(null, null));
        Check(((delegate* unmanaged<nint, int*, int>)Symbol("MPI_Comm_rank"))(_world, &rank));
        Check(((delegate* unmanaged<nint, int*, int>)Symbol("MPI_Comm_size"))(_world, &count));
        return (rank, count);
    }

    /// <summary>Leaves the processes; each must do so before it ends, or mpirun ends all of them.</summary>
    public void Complete() => Check(((delegate* unmanaged<int>)Symbol("MPI_Finalize"))());

    /// <summary>Sends an equal part of the bytes to each process and receives one from each, in the order of ranks.</summary>
    public void ExchangeParts(ReadOnlySpan<byte> parts, Span<byte> received, int bytesOfPart)
    {
        fixed (byte* from = parts, to = received)
        {
            Check(((delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)Symbol("MPI_Alltoall"))(
                from, bytesOfPart, _byte, to, bytesOfPart, _byte, _world));
        }
    }

    /// <summary>Receives the bytes of every process in the order of ranks; each sends the same number.</summary>
    public void Gather(ReadOnlySpan<byte> own, Span<byte> all)
    {
        fixed (byte* from = own, to = all)
        {
            Check(((delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)Symbol("MPI_Allgather"))(
                from, own.Length, _byte, to, own.Length, _byte, _world));
        }
    }

    /// <summary>Receives the bytes of the process with rank 0.</summary>
    public void Broadcast(Span<byte> content)
    {
        fixed (byte* bytes = content)
        {
            Check(((delegate* unmanaged<void*, int, nint, int, nint, int>)Symbol("MPI_Bcast"))(bytes, content.Length, _byte, 0, _world));
        }
    }

    private nint Symbol(string name) => NativeLibrary.GetExport(_library, name);

    /// <summary>Sets a variable of the environment for native libraries, which .NET's copy of it does not reach.</summary>
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    /// <summary>Open MPI ends the job on an error itself; a code comes back only where its error handler was changed.</summary>
    private static void Check(int code)
    {
        if (code != 0)
        {
            throw new SaccadeException(new(ErrorKind.Unavailable, Detail: $"Open MPI failed with code {code}"));
        }
    }
}
