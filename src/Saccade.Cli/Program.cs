using Saccade.Cli;

if (!ProcessGuards.Install())
{
    return ExitCode.Failure;
}
StandardStreams.Guard();
return CommandLine.Run(args);
