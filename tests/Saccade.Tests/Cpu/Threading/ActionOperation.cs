using Saccade.Cpu.Threading;

namespace Saccade.Tests.Cpu.Threading;

/// <summary>A delegate as an operation of a worker pool.</summary>
internal readonly record struct ActionOperation(Action<int> Action) : IOperation
{
    public void Run(int worker) => Action(worker);
}
