using Saccade.Web.Rollouts;

namespace Saccade.Web.Tests.Api;

/// <summary>The memory of requests is bounded before anything of them is received.</summary>
public sealed class MemoryTests(LiveServer server)
{
    [Fact]
    public async Task A_large_body_is_refused_while_others_hold_the_memory_and_a_small_one_is_not()
    {
        const int length = 2 << 20;
        List<RawLook> looks = [];
        try
        {
            for (int taken = 0; taken + length <= RequestLimits.LargeBodyBytes; taken += length)
            {
                (RawLook look, string answer) = await RawLook.Begin(server.Address, length);
                looks.Add(look);
                Assert.Equal(RawLook.GoOn, answer);
            }
            (RawLook more, string refused) = await RawLook.Begin(server.Address, length);
            looks.Add(more);
            Assert.StartsWith("HTTP/1.1 503", refused);
            await server.Look(new { width = 1, height = 1, pixels = new[] { 0 } });
        }
        finally
        {
            looks.ForEach(look => look.Dispose());
        }
    }

    [Fact]
    public void Memory_is_given_back_once_and_more_than_all_counts_as_all()
    {
        MemoryBudget budget = new(10);
        IDisposable all = budget.TryTake(1000)!;
        Assert.Null(budget.TryTake(1));
        all.Dispose();
        all.Dispose();

        using IDisposable? some = budget.TryTake(4);
        using IDisposable? rest = budget.TryTake(6);
        Assert.True(some is not null && rest is not null);
        Assert.Null(budget.TryTake(1));
    }
}
