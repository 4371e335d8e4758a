using Saccade.Imaging.Decoding;
using Saccade.Networks;
using Saccade.Web.Rollouts;

namespace Saccade.Web.Api;

/// <summary><c>GET /api/models</c>: the models that can look.</summary>
internal static class ModelEndpoints
{
    public static void MapModels(this IEndpointRouteBuilder routes, LiveModels models) =>
        routes.MapGet("/api/models", () => ApiJson.Answer(new { Models = models.All.Select(Describe) }));

    private static object Describe(LiveModel model)
    {
        ModelOptions options = model.Options;
        IReadOnlyDictionary<string, string> facts = model.Trained.File.Facts;
        DecodingOptions decoding = model.Trained.Decoding;
        return new
        {
            Id = model.Id,
            Title = model.Trained.Title,
            Width = model.Frame.Width,
            Height = model.Frame.Height,
            Glimpses = options.Glimpses,
            Classes = options.Classes,
            ClassNames = model.ClassNames,
            Labels = options.Labels,
            Channels = options.Channels,
            ShortSide = decoding.ShortSide,
            Ground = decoding.Ground.ToString().ToLowerInvariant(),
            Content = model.ShowsPictures ? "picture" : model.Task.Label.ToString().ToLowerInvariant(),
            Digits = model.ShowsPictures ? "pictures" : model.Task.Digits.ToString().ToLowerInvariant(),
            PatchSide = options.Sensor.PatchSide,
            Extents = Enumerable.Range(0, options.Sensor.Scales).Select(options.Sensor.PatchExtent),
            ClutterPatches = model.Task.ClutterPatches,
            ClutterSide = model.Task.ClutterSide,
            FirstLocation = options.FirstLocation.ToString().ToLowerInvariant(),
            RandomGlimpses = options.RandomGlimpses,
            Sigma = options.Sigma,
            Epoch = (int?)Number(facts, "epoch"),
            ValidationErrorPercent = Number(facts, "validation_error_percent"),
        };
    }

    private static double? Number(IReadOnlyDictionary<string, string> facts, string key) =>
        double.TryParse(facts.GetValueOrDefault(key), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value)
            ? value
            : null;
}
