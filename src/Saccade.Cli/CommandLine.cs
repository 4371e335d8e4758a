using System.CommandLine.Parsing;
using Saccade.Cli.Commands;

namespace Saccade.Cli;

/// <summary>Runs the commands; an error is one line, with exit code 2 for usage and 1 for failure.</summary>
internal static class CommandLine
{
    public static int Run(string[] args)
    {
        try
        {
            return Invoke(args);
        }
        catch (OptionException e)
        {
            return WriteError(e.Message, ExitCode.Usage);
        }
        catch (SaccadeException e)
        {
            return WriteError(e.Message, ExitCode.Failure);
        }
        catch (OutOfMemoryException)
        {
            return WriteError(
                "There is not enough memory; a smaller training.batch_size or training.rollouts needs less.", ExitCode.Failure);
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("SACCADE_DEBUG") is null)
        {
            return WriteError($"{e.Message} (with SACCADE_DEBUG=1 in the environment: where it happened)", ExitCode.Failure);
        }
    }

    private static int Invoke(string[] args)
    {
        RootCommand root = new("Hard visual attention: train, evaluate and watch the recurrent attention model of Mnih et al. (2014).")
        {
            TrainCommand.Make(),
            EvalCommand.Make(),
            LookCommand.Make(),
            FiguresCommand.Make(),
            ReportCommand.Make(),
            PredictCommand.Make(),
            TraceCommand.Make(),
            ExportCommand.Make(),
            ImportCommand.Make(),
            ServeCommand.Make(),
            SweepCommand.Make(),
            CompareCommand.Make(),
            ReproduceCommand.Make(),
            ReleaseCommand.Make(),
            InfoCommand.Make(),
            DataCommand.Make(),
            DoctorCommand.Make(),
        };
        root.HelpName = "saccade";
        RecipeHelp.AddTo(root);
        foreach (Command command in root.Subcommands)
        {
            command.Validators.Add(RefuseMistypedOption);
        }
        // The name that the command had before.
        string[] words = DashedPaths.AfterDoubleDash(args is ["ship", .. string[] rest] ? ["release", .. rest] : args);
        ParseResult parsed = root.Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null });
        string? wrongFlag = WrongFlag(words, parsed.CommandResult.Command);
        if (parsed.Errors.Count > 0 || wrongFlag is not null)
        {
            string error = parsed.CommandResult.Command is RootCommand
                ? MissingCommand(root, parsed) : wrongFlag ?? Misunderstood(parsed);
            return WriteError(error + HelpHint(parsed), ExitCode.Usage);
        }
        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    private static string MissingCommand(RootCommand root, ParseResult parsed)
    {
        string commands = string.Join(", ", root.Subcommands.Select(c => c.Name));
        return parsed.UnmatchedTokens.FirstOrDefault() is string unknown
            ? $"There is no {(unknown.StartsWith('-') ? "option" : "command")} '{unknown}'; the commands are {commands}."
            : $"A command is missing; the commands are {commands}.";
    }

    /// <summary>A flag with a value that is neither true nor false, which the parser would take for the argument after the flag.</summary>
    private static string? WrongFlag(string[] words, Command command) => words.TakeWhile(word => word != DashedPaths.End)
        .Select(word => word.Split('=', 2)).Where(parts => parts.Length == 2 && !bool.TryParse(parts[1], out _))
        .Where(parts => command.Options.Any(option => option.Name == parts[0] && option.ValueType == typeof(bool)))
        .Select(parts => $"{parts[0]} was '{parts[1]}'; it may be true or false.").FirstOrDefault();

    /// <summary>What begins with a dash is a mistyped option, not a file that an argument names.</summary>
    private static void RefuseMistypedOption(CommandResult result)
    {
        if (MistypedOption(result) is string option)
        {
            result.AddError(NoOption(option, result.Command));
        }
    }

    // Reports a mistyped option first: its value is one argument too many, but that is not the cause.
    private static string Misunderstood(ParseResult parsed)
    {
        string? option = MistypedOption(parsed.CommandResult) ?? parsed.UnmatchedTokens.FirstOrDefault(IsOption);
        return option is not null ? NoOption(option, parsed.CommandResult.Command)
            : parsed.UnmatchedTokens is [string extra, ..] ? $"'{extra}' is one argument too many."
            : parsed.Errors[0].Message;
    }

    private static string? MistypedOption(CommandResult result) =>
        result.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)
            .Select(token => token.Value).FirstOrDefault(IsOption);

    // A dash alone is standard input.
    private static bool IsOption(string token) => token is ['-', _, ..];

    private static string NoOption(string option, Command command)
    {
        string name = option.TrimStart('-');
        string[] names = [.. command.Options.Select(o => o.Name.TrimStart('-'))];
        if (Path.Exists(option))
        {
            return $"There is no option '{option}'. For the file of that name write '{DashedPaths.Typed(option)}'.";
        }
        string? meant = names.Contains("set") && NearestName.RecipeKey(name) is string key
            ? $"set {key}=VALUE"
            : NearestName.Among(name, names);
        return $"There is no option '{option}'.{(meant is null ? "" : $" Did you mean --{meant}?")}";
    }

    private static string HelpHint(ParseResult parsed)
    {
        string path = string.Join(' ', Names(parsed.CommandResult).Reverse());
        return $" See '{ProgramName.Text} {(path.Length == 0 ? "" : path + " ")}--help'.";

        static IEnumerable<string> Names(SymbolResult? result)
        {
            for (; result is CommandResult { Command: not RootCommand } command; result = command.Parent)
            {
                yield return command.Command.Name;
            }
        }
    }

    private static int WriteError(string message, int exitCode)
    {
        Text.Warn(message);
        return exitCode;
    }
}
