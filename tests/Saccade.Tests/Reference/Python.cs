using System.ComponentModel;
using System.Diagnostics;

namespace Saccade.Tests.Reference;

/// <summary>A Python that has some modules. The shell's may be another than that of the system, which has Debian's.</summary>
internal sealed class Python(params string[] modules)
{
    // Only looked for, because PyTorch takes seconds to load.
    private static readonly string s_search =
        "import importlib.util, sys; sys.exit(None in [importlib.util.find_spec(name) for name in sys.argv[1:]])";

    private readonly Lazy<string?> _program = new(() =>
        new[] { "python3", "/usr/bin/python3" }.FirstOrDefault(python => Run(python, ["-c", s_search, .. modules]).ExitCode == 0));

    /// <summary>Whether there is one.</summary>
    public bool IsThere => _program.Value is not null;

    /// <summary>Runs it, and returns all that it wrote.</summary>
    public (int ExitCode, string Output) Run(params string[] arguments) => Run(_program.Value!, arguments);

    private static (int ExitCode, string Output) Run(string program, string[] arguments)
    {
        try
        {
            ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            // Threads of small matrices would only wait for each other.
            start.Environment["OMP_NUM_THREADS"] = start.Environment["OPENBLAS_NUM_THREADS"] = "1";
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + errors.Result);
        }
        catch (Win32Exception)
        {
            return (-1, "");
        }
    }
}
