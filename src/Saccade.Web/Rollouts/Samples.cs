using Saccade.Images;

namespace Saccade.Web.Rollouts;

/// <summary>Digits to pick from.</summary>
/// <param name="Source">Where they come from: <c>mnist</c>, <c>idx</c> or <c>drawn</c>.</param>
/// <param name="Digits">The digits, gray.</param>
internal sealed record Samples(string Source, ImageSet Digits);
