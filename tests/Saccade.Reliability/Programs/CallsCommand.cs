using System.CommandLine;
using System.Text.Json;
using Saccade.Cli;

namespace Saccade.Reliability.Programs;

/// <summary>
/// <c>calls</c>: the program's command line many times in one process. Each line of input is a JSON array of arguments,
/// each line of output the JSON of what came of it. A table of hundreds of calls so takes seconds instead of minutes.
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
        while (calls.ReadLine() is string call)
        {
            using StringWriter output = new() { NewLine = "\n" };
            using StringWriter complaints = new() { NewLine = "\n" };
            Console.SetOut(output);
            Console.SetError(complaints);
            int exitCode = CommandLine.Run(JsonSerializer.Deserialize<string[]>(call)!);
            Console.SetOut(answers);
            Console.SetError(errors);
            answers.WriteLine(JsonSerializer.Serialize(new Ended(exitCode, output.ToString(), complaints.ToString())));
            answers.Flush();
        }
    }
}
