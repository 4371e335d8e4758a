using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Saccade.Model;
using Saccade.Web.Looking;

namespace Saccade.Web.Api;

/// <summary><c>GET /api/models</c>: the models that can look.</summary>
internal static class ModelEndpoints
{
    public static void MapModels(this IEndpointRouteBuilder routes, LiveModels models) =>
        routes.MapGet("/api/models", () => Results.Json(new { Models = models.All.Select(Describe) }, ApiJson.Options));

    private static ModelAnswer Describe(LiveModel model)
    {
        ModelOptions options = model.Options;
        IReadOnlyDictionary<string, string> facts = model.Trained.File.Facts;
        return new()
        {
            Id = model.Id,
            Title = model.Trained.Recipe.Title,
            Width = model.Frame.Width,
            Height = model.Frame.Height,
            Glimpses = options.Glimpses,
            Classes = options.Classes,
            PatchSide = options.Sensor.PatchSide,
            Extents = [.. Enumerable.Range(0, options.Sensor.Scales).Select(options.Sensor.PatchExtent)],
            ClutterPatches = model.Task.ClutterPatches,
            ClutterSide = model.Task.ClutterSide,
            FirstLocation = options.FirstLocation.ToString().ToLowerInvariant(),
            RandomGlimpses = options.RandomGlimpses,
            Sigma = options.Sigma,
            Epoch = Number(facts, "epoch") is double epoch ? (int)epoch : null,
            ValidationErrorPercent = Number(facts, "validation_error_percent"),
        };
    }

    private static double? Number(IReadOnlyDictionary<string, string> facts, string key) =>
        double.TryParse(facts.GetValueOrDefault(key), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : null;
}

/// <summary>What a model is; the document says what each entry means.</summary>
internal sealed record ModelAnswer
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required int Glimpses { get; init; }

    public required int Classes { get; init; }

    public required int PatchSide { get; init; }

    public required int[] Extents { get; init; }

    public required int ClutterPatches { get; init; }

    public required int ClutterSide { get; init; }

    public required string FirstLocation { get; init; }

    public required bool RandomGlimpses { get; init; }

    public required double Sigma { get; init; }

    public required int? Epoch { get; init; }

    public required double? ValidationErrorPercent { get; init; }
}
