using System.CommandLine;
using System.Text.Json;
using Saccade.Cli;

namespace Saccade.Reliability.Programs;

/// <summary>
/// <c>calls</c>: the program's command line many times in one process. Each line of input is the JSON of a <see cref="Call"/>,
/// each line of output that of its <see cref="Ended"/>. A table of hundreds of calls so takes seconds instead of minutes.
/// </summary>
internal static class CallsCommand
{
    public static Command Make()
    {
        Command command = new("calls", "Answer calls of the command line, one a line, without a process for each") { Hidden = true };
        command.SetAction(_ => Answer(Console.In, Console.Out));
        return command;
    }

    private static void Answer(TextReader calls, TextWriter answers)
    {
        TextWriter errors = Console.Error;
        while (calls.ReadLine() is string line)
        {
            Call call = JsonSerializer.Deserialize<Call>(line)!;
            Directory.SetCurrentDirectory(call.Folder);
            // Empty, as that of a process that is started in the folder.
            Environment.SetEnvironmentVariable("XDG_CACHE_HOME", Path.Combine(call.Folder, "no-cache"));
            Environment.SetEnvironmentVariable("COLUMNS", call.Columns);
            using StringWriter output = new() { NewLine = "\n" };
            using StringWriter complaints = new() { NewLine = "\n" };
            Console.SetOut(output);
            Console.SetError(complaints);
            int exitCode = CommandLine.Run(call.Arguments);
            Console.SetOut(answers);
            Console.SetError(errors);
            answers.WriteLine(JsonSerializer.Serialize(new Ended(exitCode, output.ToString(), complaints.ToString())));
            answers.Flush();
        }
    }
}
