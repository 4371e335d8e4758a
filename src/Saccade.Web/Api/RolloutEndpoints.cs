using Microsoft.AspNetCore.Http.Features;
using Saccade.Evaluation;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Web.Rollouts;

namespace Saccade.Web.Api;

/// <summary><c>POST /api/look</c>: image in, trace out.</summary>
internal static class RolloutEndpoints
{
    // A number of an answer: a float in memory, and about a dozen characters of JSON.
    private const int NumberBytes = 16;

    public static void MapLook(this IEndpointRouteBuilder routes, LiveModels models)
    {
        MemoryBudget bodies = new(RequestLimits.LargeBodyBytes);
        MemoryBudget answers = new(RequestLimits.AnswerBytes);
        routes.MapPost("/api/look", async (HttpContext context) =>
        {
            (LiveModel model, Task<GlimpseTrace> look) = await Queue(context, models, bodies, answers);
            return ApiJson.Answer(RolloutResponse.Of(model.Id, await look));
        });
    }

    /// <summary>Reads a request and lets its model look. Of the body nothing but the pixels is kept.</summary>
    private static async Task<(LiveModel Model, Task<GlimpseTrace> Look)> Queue(
        HttpContext context, LiveModels models, MemoryBudget bodies, MemoryBudget answers)
    {
        using IDisposable? body = TakeBody(context, bodies);
        RolloutRequest request = await RolloutRequest.Read(context.Request, RequestLimits.BodyTimeout);
        LiveModel model = models.Find(request.Model);
        ImageSize size = request.Size(model.Options.Channels);
        RolloutNoise noise = request.Noise(model.Options);
        byte[] pixels = request.Image(size);
        context.Response.RegisterForDispose(answers.TryTake((long)NumberBytes * noise.Glimpses * Numbers(model.Options)) ?? throw Busy());
        return (model, model.Look(pixels, size, noise, context.RequestAborted) ?? throw new RefusedException(
            503, "Too many requests are waiting", $"{RequestLimits.MostWaiting} looks wait for this model already; ask again later."));
    }

    /// <summary>Takes the memory for a large body before anything of it is received.</summary>
    private static IDisposable? TakeBody(HttpContext context, MemoryBudget bodies)
    {
        if (context.Request.ContentLength is long length)
        {
            return length <= RequestLimits.SmallBodyBytes ? null
                : bodies.TryTake(Math.Min(length, RolloutRequest.MostBytes)) ?? throw Busy();
        }
        IDisposable? body = bodies.TryTake(RolloutRequest.MostBytes);
        if (body is null && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is IHttpMaxRequestBodySizeFeature limit)
        {
            // A body of unknown length may still be a small one.
            limit.MaxRequestBodySize = RequestLimits.SmallBodyBytes;
        }
        return body;
    }

    /// <summary>The numbers of an answer for each glimpse, nearly all of them pixels of patches.</summary>
    private static long Numbers(ModelOptions model) =>
        model.Sensor.GlimpseSize(model.Channels) + model.Classes;

    private static RefusedException Busy() => new(503, "The server is busy",
        "The memory for requests is in use by others just now; ask again later.");

    /// <summary>The model of a name; the first if none is given.</summary>
    public static LiveModel Find(this LiveModels models, string? id) =>
        id is null ? models.All[0]
        : models.TryFind(id, out LiveModel? model) ? model
        : throw RefusedException.Unknown("model", id, models.All.Select(m => m.Id));
}
