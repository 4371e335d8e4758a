using Saccade.Checkpoints;
using Saccade.Experiments.Runs;
using Saccade.Reliability.Programs;

namespace Saccade.Reliability.Networks;

/// <summary>
/// Trains on two ranks, first of this machine, then on two machines with a link of stated rate and delay (<see cref="TwoMachines"/>), and
/// compares the time of a step with <see cref="StepCost"/>. What a rollout costs is measured by the former.
/// </summary>
internal sealed class NetworkHarness(ScratchFolder folder, int epochs, int digits)
{
    private const int Ranks = 2;

    private static readonly string[] s_mpirun = ["mpirun", "-q", "--allow-run-as-root", "--bind-to", "none", "-n", $"{Ranks}"];

    private int _runs;

    /// <summary>The measured and the forecast step of each batch.</summary>
    public IEnumerable<StepTrial> Measure(IReadOnlyList<int> batches, IReadOnlyList<LinkOptions> links)
    {
        foreach (int batch in batches)
        {
            (double local, double gradientBytes) = Train(batch, s_mpirun);
            foreach (LinkOptions link in links)
            {
                using TwoMachines machines = new(link);
                (double measured, _) = Train(batch, [.. TwoMachines.On(0), .. s_mpirun, .. Between()]);
                StepCost cost = new(local * Ranks / batch, gradientBytes, link);
                yield return new(batch, link, local, measured, cost.Seconds(batch, Ranks));
            }
        }
    }

    /// <summary>The median time of a step, without the first epoch, in which methods are compiled; and the bytes of the gradient.</summary>
    private (double Seconds, double GradientBytes) Train(int batch, string[] mpirun)
    {
        string run = FormattableString.Invariant($"run-{_runs++}");
        string[] options = ["task.digits=drawn", $"task.training_digits={digits}", "task.validation_digits=64", "task.test_digits=20",
            $"training.epochs={epochs}", $"training.batch_size={batch}"];
        Ended ended = SaccadeProgram.Run(
            folder.Path, ["train", "mnist-28", "--run", run, .. options.SelectMany(option => new[] { "--set", option })], mpirun);
        if (ended.ExitCode != 0)
        {
            throw new InvalidOperationException($"The training failed: {ended.Errors}");
        }
        double[] rates = [.. MetricsTable.Read(Path.Combine(folder[run], "metrics.csv"))["images_per_second"].Skip(1).Order()];
        ModelFile model = ModelFile.Read(Path.Combine(folder[run], "model.safetensors"));
        return (batch / rates[rates.Length / 2], model.Weights.Sum(tensor => tensor.Values.Length * (double)sizeof(float)));
    }

    /// <summary>How mpirun starts a rank on each machine, and by which network they talk.</summary>
    private string[] Between()
    {
        string agent = folder["agent"];
        // mpirun calls it with the machine's address and a command.
        File.WriteAllText(agent, $"#!/bin/sh\nshift\nexec {string.Join(' ', TwoMachines.On(1))} sh -c \"$*\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(agent, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        const string network = "10.9.0.0/24";
        return
        [
            "--host", string.Join(',', TwoMachines.Addresses.Select(address => address + ":1")), "--mca", "plm_rsh_agent", agent,
            "--mca", "btl", "tcp,self", "--mca", "btl_tcp_if_include", network, "--mca", "oob_tcp_if_include", network,
        ];
    }
}
