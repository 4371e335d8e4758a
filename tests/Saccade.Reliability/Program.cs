using System.CommandLine;
using Saccade.Reliability.Crashes;

RootCommand root = new("Long trials of Saccade: kills, damaged files, endurance. docs/reliability.md has what they showed.")
{
    CrashCommand.Make(),
};
return root.Parse(args).Invoke();
