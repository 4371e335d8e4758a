using Saccade.Reliability.Programs;

namespace Saccade.Reliability.Networks;

/// <summary>
/// Two network namespaces of Linux, joined by a link of stated rate and delay, as two machines without another network. This takes root
/// and the program <c>ip</c>. The kernel's own delays (netem) are not built into every kernel.
/// </summary>
internal sealed class TwoMachines : IDisposable
{
    // Jumbo frames: fewer packets for this process to carry.
    private const int PacketBytes = 9000;

    private static readonly string[] s_names = ["saccade-a", "saccade-b"];

    private readonly TunDevice[] _devices;

    public TwoMachines(LinkOptions link)
    {
        _devices = [.. s_names.Select(name => new TunDevice(name))];
        for (int i = 0; i < s_names.Length; i++)
        {
            string name = s_names[i];
            _ = ToolCall.Failure("ip", "netns", "del", name);
            ToolCall.Require("ip", "netns", "add", name);
            ToolCall.Require("ip", "link", "set", name, "netns", name);
            ToolCall.Require("ip", "-n", name, "addr", "add", $"{Addresses[i]}/24", "dev", name);
            ToolCall.Require("ip", "-n", name, "link", "set", name, "mtu", $"{PacketBytes}", "txqueuelen", "10000", "up");
            ToolCall.Require("ip", "-n", name, "link", "set", "lo", "up");
        }
        DelayedDirection.Start(_devices[0], _devices[1], link);
        DelayedDirection.Start(_devices[1], _devices[0], link);
    }

    /// <summary>The address of each machine.</summary>
    public static IReadOnlyList<string> Addresses { get; } = ["10.9.0.1", "10.9.0.2"];

    /// <summary>The words before a command that make it run on a machine.</summary>
    public static string[] On(int machine) => ["ip", "netns", "exec", s_names[machine]];

    public void Dispose()
    {
        foreach (string name in s_names)
        {
            _ = ToolCall.Failure("ip", "netns", "del", name);
        }
        Array.ForEach(_devices, device => device.Dispose());
    }
}
