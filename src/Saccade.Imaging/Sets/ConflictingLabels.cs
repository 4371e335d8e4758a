namespace Saccade.Imaging.Sets;

/// <summary>A picture whose content also has another label.</summary>
/// <param name="Name">Its path relative to the folder or list.</param>
/// <param name="Label">The name of its class.</param>
/// <param name="OtherName">The path of the first picture with the same content.</param>
/// <param name="OtherLabel">The name of the class of that.</param>
public sealed record ConflictingLabels(string Name, string Label, string OtherName, string OtherLabel);
