namespace Saccade.Experiments.Import;

/// <summary>Changes the weights of a layer from the order of another program to that of this one.</summary>
internal static class LayerWeights
{
    /// <summary>The weights of a layer as it has them here.</summary>
    /// <param name="change">What they need.</param>
    /// <param name="weight">Weights [outputs, inputs].</param>
    /// <param name="bias">Bias [outputs].</param>
    /// <param name="model">The model.</param>
    public static (float[] Weight, float[] Bias) Of(LayerChange change, float[] weight, float[] bias, ModelOptions model)
    {
        int outputs = bias.Length, inputs = weight.Length / outputs;
        return change switch
        {
            LayerChange.NormalisedPatches =>
                Normalised(Reordered(weight, outputs, inputs, (row, column) => (row, PixelsLast(column))), bias),
            LayerChange.ReadsRowsFirst => (Reordered(weight, outputs, inputs, (row, column) => (row, inputs - 1 - column)), bias),
            LayerChange.WritesRowsFirst => (
                Reordered(weight, outputs, inputs, (row, column) => (outputs - 1 - row, column)),
                Reordered(bias, outputs, 1, (row, _) => (outputs - 1 - row, 0))),
            LayerChange.GatesOfUnits => (
                Reordered(weight, outputs, inputs, (row, column) => (Gate(row), column)),
                Reordered(bias, outputs, 1, (row, _) => (Gate(row), 0))),
            _ => (weight, bias),
        };

        // From [K, C, G, G] to the place in [K, G, G, C].
        int PixelsLast(int column)
        {
            int plane = model.Sensor.PatchSide * model.Sensor.PatchSide;
            (int image, int pixel) = (column / plane, column % plane);
            return image / model.Channels * plane * model.Channels + pixel * model.Channels + image % model.Channels;
        }

        // From i, f, u, o of all units to u, i, f, o of each.
        int Gate(int row)
        {
            int units = outputs / 4;
            return row % units * 4 + (row / units) switch { 0 => 1, 1 => 2, 2 => 0, _ => 3 };
        }
    }

    /// <summary>W·(x − m)/d + b as W'·x + b'.</summary>
    private static (float[] Weight, float[] Bias) Normalised(float[] weight, float[] bias)
    {
        float[] scaled = [.. weight.Select(value => value / WeightTable.Deviation)];
        int inputs = weight.Length / bias.Length;
        float[] shifted = [.. bias.Select((value, row) =>
            (float)(value - WeightTable.Mean * scaled.AsSpan(row * inputs, inputs).ToArray().Sum(weight => (double)weight)))];
        return (scaled, shifted);
    }

    private static float[] Reordered(float[] values, int rows, int columns, Func<int, int, (int Row, int Column)> source)
    {
        float[] ordered = new float[values.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                (int fromRow, int fromColumn) = source(row, column);
                ordered[row * columns + column] = values[fromRow * columns + fromColumn];
            }
        }
        return ordered;
    }
}
