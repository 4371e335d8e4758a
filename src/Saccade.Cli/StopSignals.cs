using System.Runtime.InteropServices;

namespace Saccade.Cli;

/// <summary>Turns the first Ctrl-C or SIGTERM into a request to save and stop; a second one ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private const int SignalExitCode = 128;

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private volatile bool _ends;

    public StopSignals()
    {
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(s => PosixSignalRegistration.Create(s, Heed))];
    }

    public CancellationToken Token => _source.Token;

    /// <summary>What a shell expects of a process that such a signal stopped: 130 for Ctrl-C, 143 for SIGTERM.</summary>
    public int ExitCode { get; private set; }

    /// <summary>From now on the first signal ends the process at once: nothing is left that would have to be saved.</summary>
    public void LetEnd() => _ends = true;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
        _source.Dispose();
    }

    private void Heed(PosixSignalContext context)
    {
        context.Cancel = !_ends && !_source.IsCancellationRequested;
        ExitCode = SignalExitCode + (context.Signal == PosixSignal.SIGINT ? 2 : 15);
        _source.Cancel();
    }
}
