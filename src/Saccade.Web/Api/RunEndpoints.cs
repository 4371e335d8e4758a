using Saccade.Experiments.Runs;
using Saccade.Web.Rollouts;

namespace Saccade.Web.Api;

/// <summary><c>GET /api/runs</c> and <c>GET /api/runs/{id}</c>: how trainings go.</summary>
internal static class RunEndpoints
{
    public static void MapRuns(this IEndpointRouteBuilder routes, LiveRuns runs)
    {
        routes.MapGet("/api/runs", () => ApiJson.Answer(new
        {
            Runs = runs.ById.Select(run => new { Id = run.Key, run.Value.Recipe.Title, run.Value.Info.StartedAt }),
        }));
        routes.MapGet("/api/runs/{id}", (string id, HttpContext context) =>
        {
            if (!runs.ById.TryGetValue(id, out RunFolder? run))
            {
                throw RefusedException.Unknown("run", id, runs.ById.Keys);
            }
            // The figures change once an epoch: more frequent requests get an answer without a body.
            FileInfo file = new(run.MetricsPath);
            string version = file.Exists ? $"\"{file.Length:x}-{file.LastWriteTimeUtc.Ticks:x}\"" : "\"0-0\"";
            context.Response.Headers.ETag = version;
            context.Response.Headers.CacheControl = "no-cache";
            return context.Request.Headers.IfNoneMatch == version
                ? Results.StatusCode(StatusCodes.Status304NotModified)
                : ApiJson.Answer(Describe(id, run, file));
        });
    }

    private static object Describe(string id, RunFolder run, FileInfo file)
    {
        try
        {
            RunProgress progress = RunProgress.Read(run);
            MetricsTable metrics = run.Metrics();
            return new
            {
                Id = id,
                Title = run.Recipe.Title,
                StartedAt = run.Info.StartedAt,
                UpdatedAt = file.Exists ? file.LastWriteTimeUtc : (DateTime?)null,
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
            throw new RefusedException(503, "The run cannot be read",
                $"The figures of the run '{id}' cannot be read just now; its folder may be gone or damaged.");
        }
    }

    /// <summary>JSON knows no NaN.</summary>
    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
