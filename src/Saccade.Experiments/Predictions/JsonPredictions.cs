using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Saccade.Experiments.Predictions;

/// <summary>Predictions as one JSON object a line: file, class, probability, top, glimpses; or file and error.</summary>
internal sealed class JsonPredictions(TextWriter text, PredictionLayout layout) : IPredictionWriter
{
    // Names of files and classes are read by people, and no web page includes them.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Write(Prediction prediction)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter json = new(line, s_options))
        {
            json.WriteStartObject();
            json.WriteString("file", prediction.File);
            if (prediction.Error is string error)
            {
                json.WriteString("error", error);
            }
            else
            {
                WriteClass(json, prediction.Classes[0]);
                WriteTop(json, prediction);
                WriteGlimpses(json, prediction);
            }
            json.WriteEndObject();
        }
        text.Write(Encoding.UTF8.GetString(line.ToArray()) + "\n");
        text.Flush();
    }

    public void Complete() => text.Flush();

    private void WriteTop(Utf8JsonWriter json, Prediction prediction)
    {
        if (layout.Top == 1)
        {
            return;
        }
        json.WriteStartArray("top");
        foreach ((string, float) answer in prediction.Classes)
        {
            json.WriteStartObject();
            WriteClass(json, answer);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void WriteGlimpses(Utf8JsonWriter json, Prediction prediction)
    {
        if (!layout.Glimpses)
        {
            return;
        }
        json.WriteStartArray("glimpses");
        foreach ((float x, float y) in prediction.Glimpses)
        {
            json.WriteStartArray();
            json.WriteNumberValue(x);
            json.WriteNumberValue(y);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    private static void WriteClass(Utf8JsonWriter json, (string Name, float Probability) answer)
    {
        json.WriteString("class", answer.Name);
        json.WriteNumber("probability", answer.Probability);
    }
}
