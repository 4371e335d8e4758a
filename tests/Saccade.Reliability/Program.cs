using System.CommandLine;
using Saccade.Reliability.Cases;
using Saccade.Reliability.Crashes;
using Saccade.Reliability.Fuzzing;
using Saccade.Reliability.Networks;
using Saccade.Reliability.Pictures;
using Saccade.Reliability.Programs;
using Saccade.Reliability.Serving;
using Saccade.Reliability.Soaking;

RootCommand root = new("Long trials of Saccade: kills, damaged files, endurance, burdens. docs/reliability.md has what they showed.")
{
    CrashCommand.Make(),
    FuzzCommand.Make(),
    SoakCommand.Make(),
    ServingCommand.Make(),
    CasesCommand.Make(),
    KillsCommand.Make(),
    PowerCommand.Make(),
    RanksCommand.Make(),
    NetworkCommand.Make(),
    PicturesCommand.Make(),
    CallsCommand.Make(),
    FetchCommand.Make(),
};
return root.Parse(args).Invoke();
