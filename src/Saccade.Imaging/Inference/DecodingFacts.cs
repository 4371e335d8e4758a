using System.Text.RegularExpressions;
using Saccade.Data;
using Saccade.Imaging.Decoding;

namespace Saccade.Imaging.Inference;

/// <summary>How the pictures of a model are decoded, among the facts of its file.</summary>
public static partial class DecodingFacts
{
    /// <summary>The fact with <see cref="DecodingOptions.ShortSide"/>.</summary>
    public const string ShortSideKey = "short_side";

    /// <summary>The fact with <see cref="DecodingOptions.Ground"/>, in lower case.</summary>
    public const string GroundKey = "ground";

    private const string RecipeKey = "recipe";

    /// <summary>Adds them to the facts of a file.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="options">How the pictures are decoded.</param>
    public static void AddTo(IDictionary<string, string> facts, DecodingOptions options)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(options);
        facts[ShortSideKey] = options.ShortSide.ToString(CultureInfo.InvariantCulture);
        facts[GroundKey] = options.Ground.ToString().ToLowerInvariant();
    }

    /// <summary>Reads them. Where a file states none, a picture keeps its size and lies on black.</summary>
    /// <param name="facts">The facts of the file.</param>
    /// <param name="channels">The channels of the model.</param>
    /// <exception cref="OptionException">The model has neither 1 nor 3 channels.</exception>
    public static DecodingOptions Read(IReadOnlyDictionary<string, string> facts, int channels)
    {
        ArgumentNullException.ThrowIfNull(facts);
        (int side, string? ground) = facts.ContainsKey(ShortSideKey)
            ? (Number(facts[ShortSideKey]), facts.GetValueOrDefault(GroundKey))
            : OfRecipe(facts.GetValueOrDefault(RecipeKey, ""));
        return new()
        {
            Channels = channels,
            ShortSide = side <= DecodingOptions.MostShortSide ? side : 0,
            Ground = Enum.TryParse(ground, ignoreCase: true, out PictureGround stated) && Enum.IsDefined(stated)
                ? stated
                : PictureGround.Black,
        };
    }

    /// <summary>Files of before these facts have them in their recipe: TOML, the options of the task first.</summary>
    private static (int ShortSide, string? Ground) OfRecipe(string recipe)
    {
        ILookup<string, string> options = Line().Matches(recipe).ToLookup(line => line.Groups[1].Value, line => line.Groups[2].Value);
        string? ground = Has("images") ? options[GroundKey].FirstOrDefault() : null;
        return Has("images") && !Has("background_images")
            ? (Whole(ShortSideKey), ground)
            : (Math.Min(Whole("frame_width"), Whole("frame_height")) / Math.Max(1, Whole("shrink")), ground);

        bool Has(string key) => options[key].FirstOrDefault() is { Length: > 0 };

        int Whole(string key) => Number(options[key].FirstOrDefault());
    }

    private static int Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    [GeneratedRegex("""^(\w+) = "?(.*?)"?\r?$""", RegexOptions.Multiline)]
    private static partial Regex Line();
}
