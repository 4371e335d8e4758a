namespace Saccade.Imaging.Folders;

/// <summary>A file or folder that was passed over.</summary>
/// <param name="Name">Its path relative to the folder or list, or file and row of a Parquet file.</param>
/// <param name="Reason">Why, in part of a sentence.</param>
public sealed record UnreadablePicture(string Name, string Reason)
{
    /// <summary>The reason of an error.</summary>
    internal static UnreadablePicture Of(string name, SaccadeException error) =>
        new(name, error.Error.Key is null && error.Error.Detail is string detail ? detail : error.Message.TrimEnd('.'));
}
