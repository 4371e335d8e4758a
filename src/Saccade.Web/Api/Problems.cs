using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Saccade.Web.Api;

/// <summary>Every error of the server as problem details (RFC 9457), whatever caused it.</summary>
internal static class Problems
{
    /// <summary>Answers errors of all that comes after it.</summary>
    public static void UseProblems(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
            {
                await Write(context, context.Response.StatusCode, null, Explain(context));
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await (e switch
            {
                RefusedException refused => Write(context, refused.Status, refused.Title, refused.Message),
                BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
                    Write(context, StatusCodes.Status413PayloadTooLarge, "The body is too large",
                        $"A body may have {context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize} bytes."),
                BadHttpRequestException bad => Write(context, bad.StatusCode, null, bad.Message),
                SaccadeException failure => Write(context, StatusCodes.Status500InternalServerError, null, failure.Message),
                _ => Write(context, StatusCodes.Status500InternalServerError, null,
                    "That is a fault of the program; the server's error output says more."),
            });
            if (e is not (RefusedException or BadHttpRequestException))
            {
                string path = Uri.EscapeDataString(RefusedException.Cut(context.Request.Path));
                string cause = e is SaccadeException ? e.Message : e.ToString();
                await Console.Error.WriteLineAsync($"saccade: {context.Request.Method} {path} failed: {cause}");
            }
        }
    });

    private static Task Write(HttpContext context, int status, string? title, string? detail)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(
            new Problem(title ?? ReasonPhrases.GetReasonPhrase(status), status, detail), ApiJson.Options, "application/problem+json");
    }

    private static string? Explain(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => "There is nothing at this address; /openapi.json lists what there is.",
        StatusCodes.Status405MethodNotAllowed => $"This address takes {context.Response.Headers.Allow}.",
        _ => null,
    };

    private sealed record Problem(string Title, int Status, string? Detail);
}
