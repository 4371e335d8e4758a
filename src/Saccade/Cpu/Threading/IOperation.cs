namespace Saccade.Cpu.Threading;

/// <summary>An operation that several workers carry out together, each with its own index.</summary>
internal interface IOperation
{
    /// <summary>Does the part of the worker with this index, from 0.</summary>
    void Run(int worker);
}
