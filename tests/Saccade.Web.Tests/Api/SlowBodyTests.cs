using Microsoft.AspNetCore.Http;
using Saccade.Web.Api;
using Saccade.Web.Rollouts;

namespace Saccade.Web.Tests.Api;

/// <summary>Bodies that arrive slowly, or never in full.</summary>
public sealed class SlowBodyTests
{
    [Fact]
    public async Task Bodies_that_do_not_arrive_keep_no_other_waiting()
    {
        using CancellationTokenSource hangUp = new();
        Task<RolloutRequest>[] slow = [.. Enumerable.Range(0, 2 * RequestLimits.MostReading)
            .Select(_ => RolloutRequest.Read(Request(new NeverSent(), hangUp.Token), Timeout.InfiniteTimeSpan))];
        Assert.All(slow, request => Assert.False(request.IsCompleted));

        Task<RolloutRequest> quick = RolloutRequest.Read(Request(new MemoryStream("{\"width\":3}"u8.ToArray())), Timeout.InfiniteTimeSpan);

        Assert.True(quick.IsCompletedSuccessfully);
        Assert.Equal(3, (await quick).Width);
        await hangUp.CancelAsync();
        foreach (Task<RolloutRequest> request in slow)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        }
    }

    [Fact]
    public async Task A_body_that_is_not_there_in_time_is_refused()
    {
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(
            () => RolloutRequest.Read(Request(new NeverSent()), TimeSpan.Zero));
        Assert.Equal(StatusCodes.Status408RequestTimeout, refused.Status);
        Assert.Contains("send it at once", refused.Message);
    }

    private static HttpRequest Request(Stream body, CancellationToken aborted = default)
    {
        DefaultHttpContext context = new() { RequestAborted = aborted };
        context.Request.ContentType = "application/json";
        context.Request.Body = body;
        return context.Request;
    }

    /// <summary>A body of which nothing ever comes.</summary>
    private sealed class NeverSent : MemoryStream
    {
        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }
}
