using Saccade.Experiments.Distributed;

namespace Saccade.Cli.Commands;

/// <summary><c>saccade train</c> in a process of mpirun with a rank above 0: silent but for errors that rank 0 does not have.</summary>
internal static class RankCommand
{
    // Rank 0 reports what all refuse; the first process that ends ends the others.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    public static int Run(MpiProcesses processes, StopSignals stop, Func<RankTraining> begin)
    {
        try
        {
            using RankTraining training = begin();
            try
            {
                training.Train(stop.Token);
            }
            catch (OperationCanceledException)
            {
                // All processes stop after the same step.
                processes.Leave();
                throw;
            }
            processes.Leave();
            return 0;
        }
        catch (OperationCanceledException)
        {
            return stop.ExitCode;
        }
        catch (Exception e) when (e is OptionException or NumericalException || e is SaccadeException { Error.Kind: ErrorKind.Mismatch })
        {
            stop.Token.WaitHandle.WaitOne(s_grace);
            return e is OptionException ? ExitCode.Usage : ExitCode.Failure;
        }
        catch (SaccadeException e)
        {
            throw e.With(e.Error with { Path = $"rank {processes.Rank}{(e.Error.Path is null ? "" : $": {e.Error.Path}")}" });
        }
    }
}
