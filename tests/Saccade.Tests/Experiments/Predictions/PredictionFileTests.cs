using System.Text;
using System.Text.Json;
using Parquet;
using Parquet.Schema;
using Saccade.Experiments.Predictions;

namespace Saccade.Tests.Experiments.Predictions;

public sealed class PredictionFileTests
{
    private static readonly Prediction[] s_predictions =
    [
        new("a \"quoted\", name.jpg") { Classes = [("apple, red", 0.75f), ("pear", 0.25f)], Glimpses = [(0.5f, -1)] },
        new("b.jpg") { Error = "it is not a picture" },
    ];

    [Fact]
    public void Csv_quotes_what_needs_it() => Assert.Equal(
        """"
        file,class,probability,error,class_2,probability_2,glimpses
        "a ""quoted"", name.jpg","apple, red",0.75,,pear,0.25,0.5 -1
        b.jpg,,,it is not a picture,,,

        """",
        Encoding.UTF8.GetString(Written(PredictionFormat.Csv)));

    [Fact]
    public void Json_has_a_line_for_each()
    {
        JsonElement[] lines = [.. Encoding.UTF8.GetString(Written(PredictionFormat.Jsonl)).TrimEnd().Split('\n')
            .Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(
            ("a \"quoted\", name.jpg", "apple, red", 0.75),
            (Text(lines[0], "file"), Text(lines[0], "class"), lines[0].GetProperty("probability").GetDouble()));
        Assert.Equal("pear", Text(lines[0].GetProperty("top")[1], "class"));
        Assert.Equal(-1, lines[0].GetProperty("glimpses")[0][1].GetDouble());
        Assert.Equal("""{"file":"b.jpg","error":"it is not a picture"}""", lines[1].GetRawText());

        static string? Text(JsonElement line, string name) => line.GetProperty(name).GetString();
    }

    [Fact]
    public async Task Parquet_has_the_same_columns()
    {
        await using ParquetReader reader = await ParquetReader.CreateAsync(new MemoryStream(Written(PredictionFormat.Parquet)));
        Assert.Equal(
            ["file", "class", "probability", "error", "class_2", "probability_2", "glimpses"],
            reader.Schema.DataFields.Select(field => field.Name));
        using ParquetRowGroupReader rows = reader.OpenRowGroupReader(0);
        Assert.Equal(["apple, red", null], await Texts("class"));
        Assert.Equal([null, "it is not a picture"], await Texts("error"));
        float?[] probabilities = new float?[2];
        await rows.ReadAsync<float>(Field("probability_2"), probabilities.AsMemory());
        Assert.Equal([0.25f, null], probabilities);

        async Task<string?[]> Texts(string name)
        {
            string?[] texts = new string?[2];
            await rows.ReadAsync(Field(name), texts.AsMemory()!);
            return texts;
        }

        DataField Field(string name) => reader.Schema.DataFields.Single(field => field.Name == name);
    }

    [Fact]
    public void Counts_are_returned_and_endings_name_formats()
    {
        Assert.Equal((1, 1), PredictionFile.Write(s_predictions, PredictionFormat.Csv, new(1, false), Stream.Null));
        Assert.Equal(PredictionFormat.Parquet, PredictionFile.FormatOf("x.PARQUET"));
        Assert.Null(PredictionFile.FormatOf("x.txt"));
    }

    private static byte[] Written(PredictionFormat format)
    {
        using MemoryStream stream = new();
        PredictionFile.Write(s_predictions, format, new(2, Glimpses: true), stream);
        return stream.ToArray();
    }
}
