namespace Saccade.Data.Synthetic;

/// <summary>A point of the pen's path; the path is a curve except at corners.</summary>
internal readonly record struct PenPoint(double X, double Y, bool Corner);
