using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Saccade.Web.Api;

/// <summary>How the interface writes and reads JSON.</summary>
internal static class ApiJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        // Answers are never put into a page's markup.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>An answer, complete before its first byte is sent: what cannot be written becomes a problem, not half an answer.</summary>
    public static IResult Answer(object content) =>
        Results.Bytes(JsonSerializer.SerializeToUtf8Bytes(content, content.GetType(), Options), "application/json; charset=utf-8");
}
