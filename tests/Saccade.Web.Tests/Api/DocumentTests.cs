using System.Net.Http.Json;
using System.Text.Json;

namespace Saccade.Web.Tests.Api;

/// <summary>What the OpenAPI document promises is what the server answers.</summary>
public sealed class DocumentTests(LiveServer server)
{
    [Fact]
    public async Task Every_address_of_the_document_answers_as_it_says()
    {
        JsonElement document = await server.Get("/openapi.json");
        Dictionary<string, JsonElement> answers = new()
        {
            ["/api/models"] = await server.Get("/api/models"),
            ["/api/look"] = await server.Look(document.GetProperty("paths").GetProperty("/api/look").GetProperty("post")
                .GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example")),
            ["/api/samples"] = await server.Get("/api/samples"),
            ["/api/runs"] = await server.Get("/api/runs"),
            ["/api/runs/{id}"] = await server.Get("/api/runs/reader"),
        };

        Assert.Equal(answers.Keys.Order(), document.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order());
        Assert.All(answers, answer =>
        {
            JsonElement operation = document.GetProperty("paths").GetProperty(answer.Key).EnumerateObject().First().Value;
            Check(document, operation.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json")
                .GetProperty("schema"), answer.Value, answer.Key);
        });
    }

    [Fact]
    public async Task Problems_are_as_documented()
    {
        JsonElement document = await server.Get("/openapi.json");
        using HttpResponseMessage response = await server.Client.GetAsync("/api/runs/nothing");

        Check(document, document.GetProperty("components").GetProperty("schemas").GetProperty("Problem"),
            await response.Content.ReadFromJsonAsync<JsonElement>(), "problem");
    }

    /// <summary>Checks types and members, the parts of JSON Schema that the document uses.</summary>
    private static void Check(JsonElement document, JsonElement schema, JsonElement value, string place)
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            Check(document, document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]),
                value, place);
            return;
        }
        JsonElement type = schema.GetProperty("type");
        string[] allowed = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(t => t.GetString()!)]
            : [type.GetString()!];
        string actual = value.ValueKind switch
        {
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Null => "null",
            _ => value.TryGetInt64(out _) && allowed.Contains("integer") ? "integer" : "number",
        };
        Assert.True(allowed.Contains(actual), $"{place} is {actual}; the document says {string.Join(" or ", allowed)}.");
        if (actual == "array")
        {
            foreach (JsonElement item in value.EnumerateArray())
            {
                Check(document, schema.GetProperty("items"), item, place + "[]");
            }
        }
        else if (actual == "object" && schema.TryGetProperty("properties", out JsonElement properties))
        {
            Assert.Equal(schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()).Order(), value.EnumerateObject()
                .Select(member => member.Name).Order());
            foreach (JsonProperty member in value.EnumerateObject())
            {
                Check(document, properties.GetProperty(member.Name), member.Value, $"{place}.{member.Name}");
            }
        }
        else if (actual == "object")
        {
            foreach (JsonProperty member in value.EnumerateObject())
            {
                Check(document, schema.GetProperty("additionalProperties"), member.Value, $"{place}.{member.Name}");
            }
        }
    }
}
