using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Saccade.Cpu;

/// <summary>The name of this processor and its vector instructions.</summary>
public static class Processor
{
    /// <summary>The name the processor reports, such as its brand string; the architecture where it reports none.</summary>
    public static string Name { get; } = X86Base.IsSupported ? BrandString() : RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>The vector instruction sets that are present and used, separated by commas.</summary>
    public static string Features { get; } = string.Join(", ", new (string Name, bool Present)[]
    {
        ("AVX2", Avx2.IsSupported), ("FMA", Fma.IsSupported), ("AVX-512F", Avx512F.IsSupported), ("AdvSimd", AdvSimd.IsSupported),
    }.Where(feature => feature.Present).Select(feature => feature.Name).DefaultIfEmpty("none of AVX2, FMA, AVX-512F, AdvSimd"));

    /// <summary>The width of the vectors that the kernels use, in bits.</summary>
    public static int VectorBits { get; } = Vector512.IsHardwareAccelerated ? 512 : 8 * Vector<byte>.Count;

    /// <summary>The 48 characters that CPUID gives for 0x80000002 to 0x80000004.</summary>
    private static string BrandString()
    {
        const int first = unchecked((int)0x80000002);
        if ((uint)X86Base.CpuId(unchecked((int)0x80000000), 0).Eax < 0x80000004)
        {
            return "unnamed";
        }
        int[] words = new int[12];
        for (int i = 0; i < 3; i++)
        {
            (words[4 * i], words[4 * i + 1], words[4 * i + 2], words[4 * i + 3]) = X86Base.CpuId(first + i, 0);
        }
        string name = Encoding.ASCII.GetString(MemoryMarshal.AsBytes<int>(words));
        return string.Join(' ', name.Split(['\0', ' '], StringSplitOptions.RemoveEmptyEntries));
    }
}
