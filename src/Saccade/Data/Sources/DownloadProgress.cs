namespace Saccade.Data.Sources;

/// <summary>The progress of the download of one file.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="Received">Bytes received so far; back to 0 at the next mirror.</param>
/// <param name="Total">Bytes of the whole file; null if the mirror does not tell.</param>
public readonly record struct DownloadProgress(string File, long Received, long? Total);
