using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static Saccade.Cpu.Kernels.TileRows;

namespace Saccade.Cpu.Kernels;

/// <summary>
/// The one matrix product of this engine, C = A·B, where B comes in panels. A tile of up to twelve rows and one panel of
/// C stays in registers while the product runs through the depth, so that each element of C is the same sum in the same
/// order however many rows there are, and however wide the processor's vectors are.
/// </summary>
internal static unsafe class MatrixKernel
{
    // A panel of B of this depth, 32 KiB at most, is read for tile after tile from the first-level cache, or from the second where
    // the first is no larger. Another depth would change the order of the sums, and so the last bits.
    private const int DepthBlock = 256;

    /// <summary>The same where A is read across its rows, a cache line of each. Up to this depth each element of C is one sum.</summary>
    public const int DepthBlockAcross = 192;

    // A panel is two vectors of 512 bits; one where the processor's vectors are narrower, and one of 512 bits is several of them.
    private static bool IsTwo => Vector512.IsHardwareAccelerated;

    // A tile uses 24 of 32 registers of 512 bits, or 12 of 16 registers of 256 bits; with more rows a panel is read less often.
    private static int MostRows => IsTwo ? 12 : 6;

    /// <summary>Columns of a panel.</summary>
    public static int PanelWidth => IsTwo ? 2 * Vector512<float>.Count : Vector512<float>.Count;

    /// <summary>The number of columns, padded to whole panels.</summary>
    public static int Padded(int columns) => (columns + PanelWidth - 1) / PanelWidth * PanelWidth;

    /// <summary>Computes C = epilogue(A·B).</summary>
    public static void Multiply(in LeftOperand a, in Panels b, in PanelResult c, in Epilogue epilogue)
    {
        int deepest = a.DepthStep == 1 ? DepthBlock : DepthBlockAcross;
        int blocks = Math.Max(1, (a.Depth + deepest - 1) / deepest);
        int block = (a.Depth + blocks - 1) / blocks;
        for (int from = 0; from < a.Depth; from += block)
        {
            int depth = Math.Min(block, a.Depth - from);
            bool first = from == 0;
            bool last = from + depth == a.Depth;
            for (int panel = 0; panel < b.Count; panel++)
            {
                int column = panel * PanelWidth;
                Epilogue end = new()
                {
                    Accumulate = !first || epilogue.Accumulate,
                    Bias = first && epilogue.Bias is not null ? epilogue.Bias + column : null,
                    Relu = last && epilogue.Relu,
                    Gate = last && epilogue.Gate is not null ? epilogue.Gate + column : null,
                    GateRow = epilogue.GateRow,
                };
                LeftOperand left = a with { Start = a.Start + from * a.DepthStep, Depth = depth };
                float* right = b.Start + panel * b.PanelStep + from * b.DepthStep;
                Multiply(left, right, b.DepthStep, c.Start + panel * c.PanelStep, c.RowStep, end);
            }
        }
    }

    /// <summary>All rows of one panel, in tiles that differ by one row at most.</summary>
    private static void Multiply(LeftOperand a, float* b, nint bDepth, float* c, nint cRow, Epilogue end)
    {
        for (int tiles = (a.Rows + MostRows - 1) / MostRows; tiles > 0; tiles--)
        {
            int rows = (a.Rows + tiles - 1) / tiles;
            switch (rows)
            {
                case 1: Tile<One>(a, b, bDepth, c, cRow, end); break;
                case 2: Tile<Two>(a, b, bDepth, c, cRow, end); break;
                case 3: Tile<Three>(a, b, bDepth, c, cRow, end); break;
                case 4: Tile<Four>(a, b, bDepth, c, cRow, end); break;
                case 5: Tile<Five>(a, b, bDepth, c, cRow, end); break;
                case 6: Tile<Six>(a, b, bDepth, c, cRow, end); break;
                case 7: Tile<Seven>(a, b, bDepth, c, cRow, end); break;
                case 8: Tile<Eight>(a, b, bDepth, c, cRow, end); break;
                case 9: Tile<Nine>(a, b, bDepth, c, cRow, end); break;
                case 10: Tile<Ten>(a, b, bDepth, c, cRow, end); break;
                case 11: Tile<Eleven>(a, b, bDepth, c, cRow, end); break;
                default: Tile<Twelve>(a, b, bDepth, c, cRow, end); break;
            }
            a = a with { Start = a.Start + rows * a.RowStep, Rows = a.Rows - rows };
            c += rows * cRow;
            end.Gate = end.Gate is null ? null : end.Gate + rows * end.GateRow;
        }
    }

    // Fully optimised at once. With profile-guided compilation, the default, a step took twice as long on processors with vectors
    // of 256 bits.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<TRows>(in LeftOperand a, float* b, nint bDepth, float* c, nint cRow, in Epilogue end)
        where TRows : struct, IRows
    {
        Vector512<float> low0 = default, low1 = default, low2 = default, low3 = default, low4 = default, low5 = default;
        Vector512<float> low6 = default, low7 = default, low8 = default, low9 = default, low10 = default, low11 = default;
        Vector512<float> high0 = default, high1 = default, high2 = default, high3 = default, high4 = default, high5 = default;
        Vector512<float> high6 = default, high7 = default, high8 = default, high9 = default, high10 = default, high11 = default;
        // Three rows to a pointer: one for each would be more than there are registers for.
        nint row = a.RowStep, twice = 2 * row;
        float* a0 = a.Start, a3 = a0 + 3 * row, a6 = a3 + 3 * row, a9 = a6 + 3 * row;
        nint step = a.DepthStep;
        // The processor does not prefetch across large steps: fetch the last row of the next tile, mostly on the next cache line.
        // With small steps the line has just been read, and fetching it again takes no measurable time.
        nint ahead = step == 1 ? 0 : 2 * TRows.Count * row - row;
        for (int left = a.Depth; left > 0; left--)
        {
            Vector512<float> low = Vector512.Load(b);
            Vector512<float> high = IsTwo ? Vector512.Load(b + Vector512<float>.Count) : default;
            MultiplyAdd(a0[0], low, high, ref low0, ref high0);
            if (TRows.Count > 1) MultiplyAdd(a0[row], low, high, ref low1, ref high1);
            if (TRows.Count > 2) MultiplyAdd(a0[twice], low, high, ref low2, ref high2);
            if (TRows.Count > 3) MultiplyAdd(a3[0], low, high, ref low3, ref high3);
            if (TRows.Count > 4) MultiplyAdd(a3[row], low, high, ref low4, ref high4);
            if (TRows.Count > 5) MultiplyAdd(a3[twice], low, high, ref low5, ref high5);
            if (TRows.Count > 6) MultiplyAdd(a6[0], low, high, ref low6, ref high6);
            if (TRows.Count > 7) MultiplyAdd(a6[row], low, high, ref low7, ref high7);
            if (TRows.Count > 8) MultiplyAdd(a6[twice], low, high, ref low8, ref high8);
            if (TRows.Count > 9) MultiplyAdd(a9[0], low, high, ref low9, ref high9);
            if (TRows.Count > 10) MultiplyAdd(a9[row], low, high, ref low10, ref high10);
            if (TRows.Count > 11) MultiplyAdd(a9[twice], low, high, ref low11, ref high11);
            if (Sse.IsSupported) Sse.Prefetch0(a0 + ahead);
            a0 += step;
            if (TRows.Count > 3) a3 += step;
            if (TRows.Count > 6) a6 += step;
            if (TRows.Count > 9) a9 += step;
            b += bDepth;
        }
        End(low0, high0, c, 0, end);
        if (TRows.Count > 1) End(low1, high1, c + cRow, 1, end);
        if (TRows.Count > 2) End(low2, high2, c + 2 * cRow, 2, end);
        if (TRows.Count > 3) End(low3, high3, c + 3 * cRow, 3, end);
        if (TRows.Count > 4) End(low4, high4, c + 4 * cRow, 4, end);
        if (TRows.Count > 5) End(low5, high5, c + 5 * cRow, 5, end);
        if (TRows.Count > 6) End(low6, high6, c + 6 * cRow, 6, end);
        if (TRows.Count > 7) End(low7, high7, c + 7 * cRow, 7, end);
        if (TRows.Count > 8) End(low8, high8, c + 8 * cRow, 8, end);
        if (TRows.Count > 9) End(low9, high9, c + 9 * cRow, 9, end);
        if (TRows.Count > 10) End(low10, high10, c + 10 * cRow, 10, end);
        if (TRows.Count > 11) End(low11, high11, c + 11 * cRow, 11, end);
    }

    // Fused where the processor can: an exact fused operation would elsewhere be a call for each element, some thirty times slower.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAdd(
        float a, Vector512<float> low, Vector512<float> high, ref Vector512<float> lowSum, ref Vector512<float> highSum)
    {
        Vector512<float> each = Vector512.Create(a);
        lowSum = Vector512.MultiplyAddEstimate(each, low, lowSum);
        if (IsTwo) highSum = Vector512.MultiplyAddEstimate(each, high, highSum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void End(Vector512<float> low, Vector512<float> high, float* c, int row, in Epilogue end)
    {
        End(low, c, row, 0, end);
        if (IsTwo) End(high, c, row, Vector512<float>.Count, end);
    }

    // Inlined: a call would make the compiler keep the sums in memory, also within the loop.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void End(Vector512<float> sum, float* c, int row, int column, in Epilogue end)
    {
        if (end.Accumulate)
        {
            sum += Vector512.Load(c + column);
        }
        if (end.Bias is not null)
        {
            sum += Vector512.Load(end.Bias + column);
        }
        if (end.Relu)
        {
            sum = Vector512.Max(sum, Vector512<float>.Zero);
        }
        if (end.Gate is not null)
        {
            Vector512<float> gate = Vector512.Load(end.Gate + row * end.GateRow + column);
            sum = Vector512.ConditionalSelect(Vector512.GreaterThan(gate, Vector512<float>.Zero), sum, Vector512<float>.Zero);
        }
        sum.Store(c + column);
    }
}
