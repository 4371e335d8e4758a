namespace Saccade.Benchmarks;

/// <summary>The commands as a user starts them: seconds from start to end, and the most memory that they held.</summary>
internal static class WholeProcess
{
    private const int Rounds = 5;

    public static void Run()
    {
        bool mnist = Environment.GetEnvironmentVariable("SACCADE_DATA") is not null;
        Page page = new("processes", "Whole processes",
            $"Medians of {Rounds} starts, and the most memory of all of them; whole epochs are single measurements.");
        page.Line(mnist
            ? "On MNIST: an epoch is of 55,000 digits, `eval` of 10,000."
            : "On drawn digits, since SACCADE_DATA names no MNIST: an epoch is of 20,000, `eval` of 10,000.");
        page.Line("From start to end, but `serve` until its page answers; the model is mnist-28's after one epoch.");
        page.Line("");
        page.Head("command", "s", "most resident, MB");
        string[] digits = mnist ? ["--set", "task.digits=mnist"] : ["--set", "task.digits=drawn", "--set", "task.test_digits=10000"];
        string[] epoch = [.. digits, "--set", "training.epochs=1"];
        DirectoryInfo folder = Directory.CreateTempSubdirectory("saccade-processes-");
        try
        {
            _ = Take(folder, "train mnist-28 --run run", epoch);
            foreach (string words in (string[])[
                "--version", "--help", "reproduce --help", "doctor", "info run", "eval run", "look run", "trace run --out traces.npz",
                "figures run", "report run", "compare run", "release run --replace", "serve --model run --port 0"])
            {
                Starts(page, folder, words);
            }
            Starts(page, folder, "data mnist-28 --out data", digits);
            foreach (string recipe in (string[])[
                "mnist-28", "translated-60", "translated-100", "cluttered-60", "cluttered-100-4", "cluttered-100-8", "catch"])
            {
                (double seconds, double megabytes) = Take(folder, $"train {recipe} --run {recipe}", epoch);
                page.Row($"`train {recipe}`, one epoch", seconds, megabytes);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        page.Save();
    }

    private static void Starts(Page page, DirectoryInfo folder, string words, params string[] options)
    {
        (double Seconds, double Megabytes)[] taken = [.. Enumerable.Range(0, Rounds).Select(_ => Take(folder, words, options))];
        page.Row($"`{words}`", Statistics.Median(taken.Select(t => t.Seconds)), taken.Max(t => t.Megabytes));
    }

    private static (double Seconds, double Megabytes) Take(DirectoryInfo folder, string words, string[] options)
    {
        using Command command = new(folder, [.. words.Split(' '), .. options]);
        return words.StartsWith("serve", StringComparison.Ordinal) ? command.UntilItAnswers() : command.ToTheEnd();
    }
}
