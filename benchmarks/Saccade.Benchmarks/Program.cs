using Saccade.Benchmarks;

Dictionary<string, Action> benchmarks = new()
{
    // First, while the process holds no memory of the others.
    ["steadiness"] = Steadiness.Run,
    ["throughput"] = Throughput.Run,
    ["recipes"] = Recipes.Run,
    ["parts"] = Parts.Run,
    ["peer"] = Peer.Run,
    ["nets"] = Nets.Run,
    ["inference"] = Inference.Run,
    ["growth"] = Growth.Run,
    ["processes"] = WholeProcess.Run,
    ["gpu"] = Gpu.Run,
};
if (args.FirstOrDefault(name => !benchmarks.ContainsKey(name)) is string unknown)
{
    Console.Error.WriteLine($"There is no benchmark '{unknown}'; it may be {string.Join(", ", benchmarks.Keys)}, or none for all.");
    return 2;
}
int exitCode = 0;
foreach (string name in args.Length > 0 ? args : [.. benchmarks.Keys])
{
    try
    {
        benchmarks[name]();
    }
    catch (Exception e)
    {
        Console.Error.WriteLine($"{name} failed: {e.Message}");
        exitCode = 1;
    }
}
return exitCode;
