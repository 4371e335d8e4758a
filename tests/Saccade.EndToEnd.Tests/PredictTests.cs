using System.Globalization;
using System.Text.Json;
using Saccade.Experiments.Config;
using Saccade.Images;
using Saccade.Inference;
using Saccade.Tasks;
using SkiaSharp;

namespace Saccade.EndToEnd.Tests;

/// <summary><c>saccade predict</c> on digits drawn by code, written as pictures.</summary>
public sealed class PredictTests : IDisposable
{
    private const int Digits = 20;

    private readonly TemporaryFolder _folder = new();
    private readonly ImageSet _digits =
        ImageSet.Read(RecipeTask.Images(RecipeFile.Read("quickstart"), Split.Test, dataFolder: null), Digits);

    public PredictTests()
    {
        Directory.CreateDirectory(_folder["digits"]);
        for (int i = 0; i < Digits; i++)
        {
            using SKBitmap bitmap = new(new SKImageInfo(_digits.Size.Width, _digits.Size.Height, SKColorType.Gray8, SKAlphaType.Opaque));
            _digits.Image(i).CopyTo(bitmap.GetPixelSpan());
            File.WriteAllBytes(_folder[$"digits/{i:D2}.png"], bitmap.Encode(SKEncodedImageFormat.Png, 100).ToArray());
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_is_classified_row_by_row_as_the_library_does_it()
    {
        File.WriteAllText(_folder["digits/broken.png"], "no picture");
        File.WriteAllText(_folder["digits/notes.txt"], "not classified");
        Finished finished = await Predict("digits", "--top", "2");
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("1 of 21 pictures could not be classified", finished.Errors, StringComparison.Ordinal);
        string[][] rows = [.. finished.Output.TrimEnd().Split('\n').Select(line => line.Split(','))];
        Assert.Equal(["file", "class", "probability", "error", "class_2", "probability_2"], rows[0]);
        Assert.Equal(Digits + 2, rows.Length);
        Assert.Contains("not a picture", rows[^1][3], StringComparison.Ordinal);
        using AttentionClassifier classifier =
            AttentionClassifier.Load(Path.Combine(SaccadeProcess.ProgramFolder, "models/quickstart.safetensors"));
        int right = 0;
        for (int i = 0; i < Digits; i++)
        {
            Classification expected = classifier.Classify(_digits.Image(i), _digits.Size.Width, _digits.Size.Height);
            Assert.Equal([expected.Class, expected.Probability.ToString("0.######", CultureInfo.InvariantCulture)], rows[i + 1][1..3]);
            right += rows[i + 1][1] == _digits.Labels.Text(i) ? 1 : 0;
        }
        Assert.InRange(right, Digits - 5, Digits);
    }

    [Fact]
    public async Task Json_lines_have_the_path_of_glimpses_and_go_to_a_file()
    {
        (await Predict("digits/0?.png", "--path", "--out", "answers.jsonl")).Succeeded();
        JsonElement[] answers = [.. File.ReadLines(_folder["answers.jsonl"]).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(10, answers.Length);
        Assert.All(answers, answer => Assert.Equal(6, answer.GetProperty("glimpses").GetArrayLength()));
    }

    [Fact]
    public async Task Dark_ink_is_reported_and_inverted()
    {
        SKBitmap digit = SKBitmap.Decode(_folder["digits/00.png"]);
        digit.GetPixelSpan().ToArray().Select(value => (byte)(255 - value)).ToArray().CopyTo(digit.GetPixelSpan());
        File.WriteAllBytes(_folder["dark.png"], digit.Encode(SKEncodedImageFormat.Png, 100).ToArray());
        (await Predict("dark.png")).Warned("--invert");
        Finished inverted = (await Predict("dark.png", "--invert")).Succeeded();
        Finished light = (await Predict("digits/00.png")).Succeeded();
        Assert.Equal(light.Lines[1].Split(',')[1..], inverted.Lines[1].Split(',')[1..]);
    }

    [Fact]
    public async Task Of_many_paths_only_the_first_are_named()
    {
        string[] empty = ["a", "b", "c", "d", "e"];
        foreach (string name in empty)
        {
            Directory.CreateDirectory(_folder[name]);
        }
        Assert.Contains("there are none in a, b, c …", (await Predict(empty)).Failed(1));
    }

    [Theory]
    [InlineData("--format", "--out", "answers.txt")]
    [InlineData("not to standard output", "--format", "parquet")]
    public async Task A_format_that_cannot_be_written_is_refused(string says, params string[] arguments)
    {
        Finished refused = await Predict(["digits", .. arguments]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(says, refused.Errors, StringComparison.Ordinal);
    }

    private Task<Finished> Predict(params string[] arguments) =>
        SaccadeCalls.Run(_folder.Path, ["predict", "quickstart", .. arguments, "--threads", "1"]);
}
