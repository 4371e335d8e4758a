using Saccade.Tasks;

namespace Saccade.Imaging.Folders;

/// <summary>A picture of a list, not yet opened.</summary>
/// <param name="Name">Its path relative to the folder or list, or file and row of a Parquet file.</param>
/// <param name="Label">The name of its class.</param>
/// <param name="Split">Its split; null if the hash of its content decides.</param>
/// <param name="Content">Where its bytes are.</param>
internal sealed record ListedPicture(string Name, string Label, Split? Split, IPictureContent Content);
