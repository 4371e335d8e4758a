using BenchmarkDotNet.Running;
using Saccade.Benchmarks;
using Saccade.Runtime;

Dictionary<string, Action> benchmarks = new()
{
    ["throughput"] = Throughput.Run,
    ["peer"] = Peer.Run,
    ["nets"] = Nets.Run,
    ["inference"] = Inference.Run,
    ["growth"] = Growth.Run,
    ["steadiness"] = Steadiness.Run,
    ["processes"] = WholeProcess.Run,
    ["parts"] = () => BenchmarkRunner.Run<PartBenchmarks>(),
};
string[] asked = args.Length > 0 ? args : [.. benchmarks.Keys.Except(["parts"])];
if (asked.FirstOrDefault(name => !benchmarks.ContainsKey(name)) is string unknown)
{
    Console.Error.WriteLine($"There is no benchmark '{unknown}'; it may be {string.Join(", ", benchmarks.Keys)}, or none for all but parts.");
    return 2;
}
try
{
    foreach (string name in asked)
    {
        benchmarks[name]();
    }
    return 0;
}
catch (SaccadeException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
