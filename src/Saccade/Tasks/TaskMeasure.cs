namespace Saccade.Tasks;

/// <summary>The words for what a task measures. The error is the share of its episodes that fail.</summary>
/// <param name="Item">One episode, such as image.</param>
/// <param name="Items">The plural.</param>
/// <param name="Succeeded">The success of an episode, such as classified correctly.</param>
/// <param name="Error">The name of the error, such as test error.</param>
public sealed record TaskMeasure(string Item, string Items, string Succeeded, string Error)
{
    /// <summary>The words of image classification.</summary>
    public static TaskMeasure Classification { get; } = new("image", "images", "classified correctly", "error");
}
