using Saccade.Evaluation;
using Saccade.Images;
using Saccade.Web.Rollouts;

namespace Saccade.Web.Api;

/// <summary><c>POST /api/look</c>: image in, trace out.</summary>
internal static class RolloutEndpoints
{
    public static void MapLook(this IEndpointRouteBuilder routes, LiveModels models) =>
        routes.MapPost("/api/look", async (HttpContext context) =>
        {
            RolloutRequest request = await RolloutRequest.Read(context.Request, RequestLimits.Patience);
            LiveModel model = models.Find(request.Model);
            ImageSize size = request.Size();
            Task<GlimpseTrace> look = model.Look(request.Image(size), size, request.Noise(model.Options), context.RequestAborted)
                ?? throw new RefusedException(503, "Too many requests are waiting",
                    $"{RequestLimits.MostWaiting} looks wait for this model already; ask again later.");
            return Results.Json(RolloutResponse.Of(model.Id, await look), ApiJson.Options);
        });

    /// <summary>The model of a name; the first if none is given.</summary>
    public static LiveModel Find(this LiveModels models, string? id) =>
        id is null ? models.All[0]
        : models.TryFind(id, out LiveModel? model) ? model
        : throw RefusedException.Unknown("model", id, models.All.Select(m => m.Id));
}
