using System.Runtime.InteropServices;

namespace Saccade.Cli.Invocation;

/// <summary>
/// Turns Ctrl-C, SIGTERM, SIGHUP and SIGQUIT into a request to save and stop. Only Ctrl-C after such a request ends the process at once:
/// the others may arrive twice, from a terminal and from a parent that passes them on.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private const int SignalExitCode = 128;

    private static readonly Dictionary<PosixSignal, int> s_numbers = new()
    {
        [PosixSignal.SIGHUP] = 1,
        [PosixSignal.SIGINT] = 2,
        [PosixSignal.SIGQUIT] = 3,
        [PosixSignal.SIGTERM] = 15,
    };

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private volatile bool _ends;

    public StopSignals()
    {
        _registrations = [.. s_numbers.Keys.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];
    }

    public CancellationToken Token => _source.Token;

    /// <summary>The exit code after a signal, such as 130 for Ctrl-C and 143 for SIGTERM.</summary>
    public int ExitCode { get; private set; }

    /// <summary>From now on the first signal ends the process at once, since everything is saved.</summary>
    public void LetEnd() => _ends = true;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        bool requested = _source.IsCancellationRequested;
        context.Cancel = !_ends && !(requested && context.Signal == PosixSignal.SIGINT);
        if (!requested)
        {
            ExitCode = SignalExitCode + s_numbers[context.Signal];
        }
        if (!context.Cancel)
        {
            StandardStreams.RestoreTerminal();
        }
        _source.Cancel();
    }
}
