using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Saccade.Reliability.Networks;

/// <summary>A network device of Linux whose packets this process reads and writes. This takes root.</summary>
internal sealed unsafe partial class TunDevice : IDisposable
{
    // TUNSETIFF, IFF_TUN and IFF_NO_PI of linux/if_tun.h.
    private const nuint SetInterface = 0x400454CA;
    private const short Tun = 0x0001, WithoutHeader = 0x1000;
    private const int RequestBytes = 40, NameBytes = 16;

    private readonly SafeFileHandle _handle;

    /// <summary>Makes a device of that name in the network namespace of this process.</summary>
    public TunDevice(string name)
    {
        _handle = File.OpenHandle("/dev/net/tun", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        byte* request = stackalloc byte[RequestBytes];
        new Span<byte>(request, RequestBytes).Clear();
        Encoding.ASCII.GetBytes(name, new Span<byte>(request, NameBytes - 1));
        *(short*)(request + NameBytes) = Tun | WithoutHeader;
        if (Control(_handle, SetInterface, request) != 0)
        {
            throw new InvalidOperationException($"The device {name} cannot be made: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>Waits for a packet that leaves by the device; its length, 0 once the device is gone.</summary>
    public int Read(Span<byte> packet)
    {
        fixed (byte* bytes = packet)
        {
            return (int)Math.Max(0, Read(_handle, bytes, (nuint)packet.Length));
        }
    }

    /// <summary>Lets a packet arrive by the device.</summary>
    public void Write(ReadOnlySpan<byte> packet)
    {
        fixed (byte* bytes = packet)
        {
            // A device that is gone takes nothing more.
            _ = Write(_handle, bytes, (nuint)packet.Length);
        }
    }

    public void Dispose() => _handle.Dispose();

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, nuint request, byte* argument);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(SafeFileHandle file, byte* bytes, nuint length);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(SafeFileHandle file, byte* bytes, nuint length);
}
