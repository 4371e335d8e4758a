namespace Saccade.Data.Synthetic;

/// <summary>One way to write a digit: its relative frequency, and its strokes in writing order.</summary>
internal sealed record DigitShape(double Weight, PenPoint[][] Strokes);
