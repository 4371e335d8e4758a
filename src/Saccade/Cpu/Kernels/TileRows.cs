namespace Saccade.Cpu.Kernels;

/// <summary>How many rows a tile has, known when it is compiled.</summary>
internal static class TileRows
{
    internal interface IRows
    {
        static abstract int Count { get; }
    }

    internal readonly struct One : IRows { public static int Count => 1; }

    internal readonly struct Two : IRows { public static int Count => 2; }

    internal readonly struct Three : IRows { public static int Count => 3; }

    internal readonly struct Four : IRows { public static int Count => 4; }

    internal readonly struct Five : IRows { public static int Count => 5; }

    internal readonly struct Six : IRows { public static int Count => 6; }

    internal readonly struct Seven : IRows { public static int Count => 7; }

    internal readonly struct Eight : IRows { public static int Count => 8; }

    internal readonly struct Nine : IRows { public static int Count => 9; }

    internal readonly struct Ten : IRows { public static int Count => 10; }

    internal readonly struct Eleven : IRows { public static int Count => 11; }

    internal readonly struct Twelve : IRows { public static int Count => 12; }
}
