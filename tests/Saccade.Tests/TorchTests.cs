using System.Runtime.CompilerServices;
using Saccade.Torch.Native;
using TorchSharp;

namespace Saccade.Tests;

/// <summary>
/// The tests that compute with TorchSharp: one after another and on one thread, for the count of live tensors is one
/// for the whole process, and the last bits of a sum depend on the number of threads.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TorchTests : ICollectionFixture<TorchTests.OneThread>
{
    public const string Name = "TorchSharp";

    [ModuleInitializer]
    internal static void LoadNative() => NativeTorch.Load();

    public sealed class OneThread
    {
        public OneThread() => torch.set_num_threads(1);
    }
}
