using System.Runtime.InteropServices;

namespace Saccade.Cli.Invocation;

/// <summary>Turns the first Ctrl-C or SIGTERM into a request to save and stop; a second one ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private const int SignalExitCode = 128;

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private volatile bool _ends;

    public StopSignals()
    {
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(s => PosixSignalRegistration.Create(s, OnSignal))];
    }

    public CancellationToken Token => _source.Token;

    /// <summary>The exit code after a signal: 130 for Ctrl-C, 143 for SIGTERM.</summary>
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
        context.Cancel = !_ends && !_source.IsCancellationRequested;
        ExitCode = SignalExitCode + (context.Signal == PosixSignal.SIGINT ? 2 : 15);
        _source.Cancel();
    }
}
