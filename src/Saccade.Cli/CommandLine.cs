using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Saccade.Cli.Commands;
using Saccade.Cli.Display;
using Saccade.Experiments.Recipes;
using Saccade.Runtime;

namespace Saccade.Cli;

/// <summary>The commands, and what becomes of their errors: one line, exit code 2 for usage and 1 for failure.</summary>
internal static class CommandLine
{
    public const int Failure = 1;
    public const int Usage = 2;

    public static int Run(string[] args)
    {
        try
        {
            return Invoke(args);
        }
        catch (OptionException e)
        {
            return Complain(e.Message, Usage);
        }
        catch (SaccadeException e)
        {
            return Complain(e.Message, Failure);
        }
        catch (ExternalException e) when (e.Message.Contains("allocate memory", StringComparison.Ordinal))
        {
            // So libtorch calls it, above a page of its own stack.
            return Complain("There is not enough memory; a smaller training.batch_size or training.rollouts needs less.", Failure);
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("SACCADE_DEBUG") is null)
        {
            return Complain($"{e.Message.ReplaceLineEndings(" ")} (with SACCADE_DEBUG=1 in the environment: where it happened)", Failure);
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
            TraceCommand.Make(),
            ServeCommand.Make(),
            CompareCommand.Make(),
            ReproduceCommand.Make(),
            ShipCommand.Make(),
            InfoCommand.Make(),
            DataCommand.Make(),
            DoctorCommand.Make(),
        };
        root.HelpName = "saccade";
        foreach (Command command in root.Subcommands)
        {
            command.Validators.Add(RefuseMistypedOption);
        }
        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            string error = parsed.CommandResult.Command is RootCommand ? MissingCommand(root, parsed) : Misunderstood(parsed);
            return Complain(error + HelpHint(parsed), Usage);
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

    /// <summary>What begins with a dash is a mistyped option, not a file that an argument names.</summary>
    private static void RefuseMistypedOption(CommandResult result)
    {
        if (MistypedOption(result) is string option)
        {
            result.AddError(NoOption(option, result.Command));
        }
    }

    // A mistyped option is what to tell first: its value is then one argument too many, but not what is wrong.
    private static string Misunderstood(ParseResult parsed)
    {
        string? option = MistypedOption(parsed.CommandResult) ?? parsed.UnmatchedTokens.FirstOrDefault(IsOption);
        return option is not null ? NoOption(option, parsed.CommandResult.Command)
            : parsed.UnmatchedTokens is [string extra, ..] ? $"'{extra}' is one argument too many."
            : parsed.Errors[0].Message;
    }

    private static string? MistypedOption(CommandResult result) =>
        result.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value).FirstOrDefault(IsOption);

    private static bool IsOption(string token) => token.StartsWith('-');

    private static string NoOption(string option, Command command)
    {
        string name = option.TrimStart('-');
        string[] names = [.. command.Options.Select(o => o.Name.TrimStart('-'))];
        string? meant = names.Contains("set") && NearestName.RecipeKey(name) is string key ? $"set {key}=VALUE" : NearestName.Among(name, names);
        return $"There is no option '{option}'.{(meant is null ? "" : $" Did you mean --{meant}?")}";
    }

    private static string HelpHint(ParseResult parsed)
    {
        string path = string.Join(' ', Path(parsed.CommandResult).Reverse());
        return $" See '{ProgramName.Text} {(path.Length == 0 ? "" : path + " ")}--help'.";

        static IEnumerable<string> Path(SymbolResult? result)
        {
            for (; result is CommandResult { Command: not RootCommand } command; result = command.Parent)
            {
                yield return command.Command.Name;
            }
        }
    }

    private static int Complain(string message, int exitCode)
    {
        // One line, whatever text of an argument it quotes.
        Console.Error.WriteLine("saccade: " + string.Concat(message.Select(c => char.IsControl(c) ? ' ' : c)));
        return exitCode;
    }
}
