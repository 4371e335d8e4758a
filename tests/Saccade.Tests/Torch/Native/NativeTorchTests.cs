using Saccade.Torch.Native;
using TorchSharp;

namespace Saccade.Tests.Torch.Native;

public sealed class NativeTorchTests
{
    [Fact]
    public void Once_loaded_one_and_one_are_two()
    {
        NativeTorch.Load();
        using torch.Tensor one = torch.ones(1);
        using torch.Tensor sum = one + one;
        Assert.Equal(2f, sum.item<float>());
    }

    [Fact]
    public void Loading_often_and_from_many_threads_is_fine()
    {
        Parallel.For(0, 16, _ => NativeTorch.Load());
        NativeTorch.Load();
    }

    [Fact]
    public void The_original_library_is_not_touched_and_no_copy_stays_behind()
    {
        NativeTorch.Load();
        string? file = NativeFolders.Find("libLibTorchSharp.so");
        Assert.SkipWhen(file is null, "TorchSharp's library for Linux is not here.");
        // Had the file itself been marked, marking it would find the byte at 2 already and change nothing.
        byte[] image = File.ReadAllBytes(file);
        byte[] before = [.. image];
        ElfVersionNeeds.MarkWeak(image, "libstdc++.so.6", "GLIBCXX_3.4.32");
        Assert.NotEqual(before, image);
        if (NativeTorch.UsesMarkedCopy)
        {
            string copy = File.ReadLines("/proc/self/maps").First(line => line.Contains("libLibTorchSharp.so")).Split(' ', 6)[5].Trim();
            Assert.EndsWith("(deleted)", copy);
            Assert.False(Directory.Exists(Path.GetDirectoryName(copy)));
        }
    }

    [Fact]
    public void The_version_named_in_messages_is_the_one_TorchSharp_was_built_for()
    {
        NativeTorch.Load();
        Assert.StartsWith(NativeTorch.LibTorchVersion, torch.__version__);
    }
}
