return Saccade.Cli.CommandLine.Run(args);
