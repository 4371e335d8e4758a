using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Saccade.Experiments.Runs;

namespace Saccade.Web.Tests.Api;

public sealed class ListingTests(LiveServer server)
{
    [Fact]
    public async Task Models_report_what_they_look_at()
    {
        JsonElement models = (await server.Get("/api/models")).GetProperty("models");

        Assert.Equal(["reader", "untrained"], models.EnumerateArray().Select(model => model.GetProperty("id").GetString()));
        JsonElement reader = models[0];
        Assert.Equal((28, 28, 4, 10, 14),
            (Int(reader, "width"), Int(reader, "height"), Int(reader, "glimpses"), Int(reader, "classes"), Int(reader, "patchSide")));
        Assert.Equal("[14,28]", reader.GetProperty("extents").GetRawText());
        Assert.Equal("centre", reader.GetProperty("firstLocation").GetString());
        Assert.Equal((28, "black"), (Int(reader, "shortSide"), reader.GetProperty("ground").GetString()));
        Assert.InRange(reader.GetProperty("validationErrorPercent").GetDouble(), 0, 30);
        Assert.Equal(JsonValueKind.Null, models[1].GetProperty("epoch").ValueKind);
    }

    [Fact]
    public async Task Samples_are_the_tasks_test_digits()
    {
        JsonElement answer = await server.Get("/api/samples?model=untrained&offset=5&count=3");

        Assert.Equal(("drawn", 500, 28, 28),
            (answer.GetProperty("source").GetString(), Int(answer, "total"), Int(answer, "width"), Int(answer, "height")));
        Assert.Equal([5, 6, 7], answer.GetProperty("samples").EnumerateArray().Select(sample => Int(sample, "index")));
        Assert.All(answer.GetProperty("samples").EnumerateArray(), sample =>
        {
            Assert.Equal(TestImages.Label(Int(sample, "index")), Int(sample, "label"));
            Assert.Equal(TestImages.Digit(Int(sample, "index")), sample.GetProperty("pixels").GetBytesFromBase64());
        });
    }

    [Fact]
    public async Task The_last_samples_may_be_fewer()
    {
        Assert.Equal(1, (await server.Get("/api/samples?offset=499")).GetProperty("samples").GetArrayLength());
    }

    [Fact]
    public async Task A_run_reports_its_figures()
    {
        JsonElement runs = (await server.Get("/api/runs")).GetProperty("runs");
        JsonElement run = await server.Get($"/api/runs/{runs[0].GetProperty("id").GetString()}");

        Assert.Equal(1, runs.GetArrayLength());
        Assert.Equal((4, 4, true), (Int(run, "epochs"), Int(run, "plannedEpochs"), run.GetProperty("finished").GetBoolean()));
        MetricsTable metrics = RunFolder.Open(server.ReaderPath).Metrics();
        JsonElement figures = run.GetProperty("figures");
        Assert.Equal(metrics.Columns, figures.EnumerateObject().Select(column => column.Name));
        Assert.Equal(metrics["loss"], figures.GetProperty("loss").EnumerateArray().Select(value => value.GetDouble()));
    }

    [Fact]
    public async Task An_unchanged_run_is_not_sent_again()
    {
        using HttpResponseMessage first = await server.Client.GetAsync("/api/runs/reader");
        using HttpRequestMessage again = new(HttpMethod.Get, "/api/runs/reader");
        again.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(first.Headers.ETag!.Tag));
        using HttpResponseMessage second = await server.Client.SendAsync(again);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
    }

    private static int Int(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
