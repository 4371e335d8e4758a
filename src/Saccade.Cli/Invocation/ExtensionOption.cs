using System.CommandLine.Invocation;
using Saccade.Experiments.Extensions;

namespace Saccade.Cli.Invocation;

/// <summary><c>--extension FILE</c>: assemblies with tasks and cores of the user, which are loaded before the command runs.</summary>
internal static class ExtensionOption
{
    public static Option<string[]> Make()
    {
        Option<string[]> option = Arguments.Paths(
            Extension.Option, "FILE",
            "Assembly (.dll) of the task or core that task.extension or model.core_extension names; its code runs with your rights; "
                + "repeatable",
            "the path of a file");
        option.Action = new Load(option);
        return option;
    }

    private sealed class Load(Option<string[]> option) : SynchronousCommandLineAction
    {
        /// <summary>The command follows.</summary>
        public override bool Terminating => false;

        public override int Invoke(ParseResult parseResult)
        {
            foreach (string path in parseResult.GetRequiredValue(option))
            {
                Extension.Load(path);
            }
            return 0;
        }
    }
}
