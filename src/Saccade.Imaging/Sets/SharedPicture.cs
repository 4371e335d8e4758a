using Saccade.Tasks;

namespace Saccade.Imaging.Sets;

/// <summary>A picture whose content occurs in two splits.</summary>
/// <param name="Name">Its path relative to the folder or list.</param>
/// <param name="Split">Its split.</param>
/// <param name="OtherName">The path of the other one.</param>
/// <param name="OtherSplit">The split of the other one.</param>
public sealed record SharedPicture(string Name, Split Split, string OtherName, Split OtherSplit);
