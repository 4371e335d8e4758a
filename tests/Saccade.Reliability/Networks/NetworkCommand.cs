using System.CommandLine;
using Saccade.Reliability.Programs;

namespace Saccade.Reliability.Networks;

/// <summary><c>network</c>: a training on two machines, with a link of stated rate and delay, against the forecast.</summary>
internal static class NetworkCommand
{
    private const double MostError = 0.2;

    public static Command Make()
    {
        Option<int[]> batches = new("--batch")
        {
            Description = "Rollouts of a step",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [512, 128],
        };
        Option<double> rate = new("--rate") { Description = "Mbit/s of the link in each direction", DefaultValueFactory = _ => 1000 };
        Option<double> delay = new("--delay") { Description = "Milliseconds from end to end", DefaultValueFactory = _ => 0.5 };
        Option<int> epochs = new("--epochs") { Description = "Epochs of a training", DefaultValueFactory = _ => 5 };
        Option<int> digits = new("--digits") { Description = "Digits of an epoch", DefaultValueFactory = _ => 4096 };
        Command command = new("network", "Train on two machines (namespaces); a step must take the forecast time within 20%")
        {
            batches, rate, delay, epochs, digits,
        };
        command.SetAction(parsed =>
        {
            using ScratchFolder folder = new();
            LinkOptions link = new(1e6 * parsed.GetValue(rate), TimeSpan.FromMilliseconds(parsed.GetValue(delay)));
            NetworkHarness harness = new(folder, parsed.GetValue(epochs), parsed.GetValue(digits));
            bool holds = true;
            foreach (StepTrial trial in harness.Measure(parsed.GetRequiredValue(batches), [link]))
            {
                Console.WriteLine(trial);
                holds &= Math.Abs(trial.Error) <= MostError;
            }
            return holds ? 0 : 1;
        });
        return command;
    }
}
