namespace Saccade.Experiments.Predictions;

/// <summary>Writes predictions in one format.</summary>
internal interface IPredictionWriter
{
    /// <summary>Writes a prediction, or keeps it for the next group.</summary>
    void Write(Prediction prediction);

    /// <summary>Writes what was kept, and the end of the file.</summary>
    void Complete();
}
