using System.Reflection;
using System.Security.Cryptography;

namespace Saccade.Web.Http;

/// <summary>The parts of the page: resources of this assembly, each with a separate route, so that no address is that of a file.</summary>
internal static class Assets
{
    public static void MapAssets(this IEndpointRouteBuilder routes)
    {
        Assembly assembly = typeof(Assets).Assembly;
        foreach (string name in assembly.GetManifestResourceNames())
        {
            byte[] content = Read(assembly, name);
            string version = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\"";
            string type = TypeOf(name);
            routes.MapMethods(name == "index.html" ? "/" : "/" + name.Replace('\\', '/'), ["GET", "HEAD"], (HttpContext context) =>
            {
                context.Response.Headers.ETag = version;
                context.Response.Headers.CacheControl = "no-cache";
                return context.Request.Headers.IfNoneMatch == version
                    ? Results.StatusCode(StatusCodes.Status304NotModified)
                    : Results.Bytes(content, type);
            });
        }
    }

    private static byte[] Read(Assembly assembly, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(name)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".json" => "application/json",
        string other => throw new InvalidOperationException($"No media type is known for {other}."),
    };
}
