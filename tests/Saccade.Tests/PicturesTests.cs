using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Saccade.Checkpoints;
using Saccade.Experiments.Runs;

namespace Saccade.Tests;

/// <summary>The pictures are those that docs/make made from the models that ship, and what is said of them is so.</summary>
public sealed partial class PicturesTests
{
    private static readonly IReadOnlyList<string> s_models = BuiltInModels.Names([Repository.Path("models")]);

    [Fact]
    public void Pictures_were_made_from_the_models_that_ship()
    {
        string[] made = File.ReadAllLines(Repository.Path("docs/made.sha256"));
        string[] files =
        [
            .. new[] { "docs/gallery", "docs/pictures", "models" }.SelectMany(folder => Directory.GetFiles(Repository.Path(folder))
                .Where(file => Path.GetExtension(file) is ".png" or ".webp" or ".safetensors")
                .Select(file => $"{folder}/{Path.GetFileName(file)}")),
            .. s_models.Select(model => $"results/pictures/{model}-looks.png").Where(path => File.Exists(Repository.Path(path))),
            "results/pictures/ablation.png",
        ];

        Assert.Equal(files.Order(StringComparer.Ordinal).Select(Line), made);

        static string Line(string file) =>
            $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Repository.Path(file))))}  {file}";
    }

    [Fact]
    public void The_gallery_states_the_error_of_its_model_and_its_figure_shows_the_error_of_the_page()
    {
        Match stated = GalleryError().Match(Text("docs/gallery/README.md"));
        ModelFile model = ModelFile.Read(Repository.Path("models/quickstart.safetensors"));

        Assert.Equal(Percent(model, "test_error_percent"), stated.Groups["mean"].Value);
        Assert.Equal(Percent(model, "test_error_percent_standard_error"), stated.Groups["deviation"].Value);
        Assert.Contains($"aria-label=\"{stated.Groups["draw"].Value}\"", Text("docs/gallery/glimpses-dark.svg"));
    }

    [Fact]
    public void The_live_page_is_said_to_show_as_many_models_as_ship()
    {
        MatchCollection stated = ModelCount().Matches(Text("docs/live-page.md"));

        Assert.NotEmpty(stated);
        Assert.All(stated, match => Assert.Equal($"{s_models.Count}", match.Groups["count"].Value));
    }

    private static string Percent(ModelFile model, string key) =>
        double.Parse(model.Facts[key], CultureInfo.InvariantCulture).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Text(string file) => File.ReadAllText(Repository.Path(file)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"error\s+is\s(?<draw>\d+\.\d\d)%;.*?\b(?<mean>\d+\.\d\d)\s±\s(?<deviation>\d+\.\d\d)%", RegexOptions.Singleline)]
    private static partial Regex GalleryError();

    [GeneratedRegex(@"(?<count>\w+) built-in models")]
    private static partial Regex ModelCount();
}
