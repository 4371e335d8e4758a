namespace Saccade.Data;

/// <summary>How far the download of one file is.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="Received">Bytes received so far; falls back to 0 when another mirror is tried.</param>
/// <param name="Total">Bytes of the whole file, if the mirror says.</param>
public readonly record struct DownloadProgress(string File, long Received, long? Total);
