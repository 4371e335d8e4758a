using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Saccade.Experiments.Runs;
using Saccade.Runtime;
using Saccade.Web.Looking;

namespace Saccade.Web.Api;

/// <summary><c>GET /api/runs</c> and <c>GET /api/runs/{id}</c>: how trainings go.</summary>
internal static class RunEndpoints
{
    public static void MapRuns(this IEndpointRouteBuilder routes, LiveRuns runs)
    {
        routes.MapGet("/api/runs", () => Results.Json(
            new { Runs = runs.ById.Select(run => new { Id = run.Key, run.Value.Recipe.Title, run.Value.Info.StartedAt }) }, ApiJson.Options));
        routes.MapGet("/api/runs/{id}", (string id, HttpContext context) =>
        {
            if (!runs.ById.TryGetValue(id, out RunFolder? run))
            {
                throw RefusedException.Unknown("run", id, runs.ById.Keys);
            }
            // The figures change once an epoch: whoever asks more often gets an answer without a body.
            FileInfo file = new(run.MetricsPath);
            string version = string.Create(CultureInfo.InvariantCulture, $"\"{(file.Exists ? file.Length : 0):x}-{(file.Exists ? file.LastWriteTimeUtc.Ticks : 0):x}\"");
            context.Response.Headers.ETag = version;
            context.Response.Headers.CacheControl = "no-cache";
            return context.Request.Headers.IfNoneMatch == version
                ? Results.StatusCode(StatusCodes.Status304NotModified)
                : Results.Json(Describe(id, run, file), ApiJson.Options);
        });
    }

    private static RunAnswer Describe(string id, RunFolder run, FileInfo file)
    {
        try
        {
            RunProgress progress = RunProgress.Of(run);
            MetricsTable metrics = run.Metrics();
            return new()
            {
                Id = id,
                Title = run.Recipe.Title,
                StartedAt = run.Info.StartedAt,
                UpdatedAt = file.Exists ? file.LastWriteTimeUtc : null,
                Epochs = progress.Epochs,
                PlannedEpochs = run.Recipe.Training.Epochs,
                Finished = progress.Finished,
                BestEpoch = progress.BestEpoch,
                BestErrorPercent = Finite(progress.BestError),
                Seconds = progress.Seconds,
                ImagesPerSecond = Finite(progress.ImagesPerSecond),
                Figures = metrics.Columns.ToDictionary(name => name, name => metrics[name].Select(Finite).ToArray()),
            };
        }
        catch (SaccadeException)
        {
            throw new RefusedException(503, "The run can't be read", $"The figures of the run '{id}' can't be read just now; its folder may be gone or damaged.");
        }
    }

    /// <summary>JSON knows no NaN.</summary>
    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}

/// <summary>How a training goes; the document says what each entry means.</summary>
internal sealed record RunAnswer
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTime? UpdatedAt { get; init; }

    public required int Epochs { get; init; }

    public required int PlannedEpochs { get; init; }

    public required bool Finished { get; init; }

    public required int BestEpoch { get; init; }

    public required double? BestErrorPercent { get; init; }

    public required double Seconds { get; init; }

    public required double? ImagesPerSecond { get; init; }

    public required IReadOnlyDictionary<string, double?[]> Figures { get; init; }
}
