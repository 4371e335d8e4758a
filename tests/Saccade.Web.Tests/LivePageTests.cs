using System.Net;
using System.Net.Sockets;
using Saccade.Errors;
using Saccade.Web.Tests.Api;

namespace Saccade.Web.Tests;

public sealed class LivePageTests(LiveServer server)
{
    [Fact]
    public async Task A_busy_port_is_reported_in_one_line()
    {
        SaccadeException e = await Assert.ThrowsAsync<SaccadeException>(
            () => LivePage.Start(new() { Models = [server.UntrainedPath], Port = server.Address.Port }));

        Assert.Equal((ErrorKind.InUse, server.Address.Port), (e.Error.Kind, e.Error.Value));
        Assert.StartsWith($"--port was {server.Address.Port}; another program uses it", e.Message);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_reported_in_one_line()
    {
        // 203.0.113.0/24 is set aside for documentation (RFC 5737): no machine has it.
        SaccadeException e = await Assert.ThrowsAsync<SaccadeException>(
            () => LivePage.Start(new() { Models = [server.UntrainedPath], Address = IPAddress.Parse("203.0.113.7") }));

        Assert.StartsWith("--host was 203.0.113.7; this machine has no such address", e.Message);
    }

    [Fact]
    public async Task A_folder_without_a_run_is_reported_in_one_line()
    {
        SaccadeException e = await Assert.ThrowsAsync<SaccadeException>(
            () => LivePage.Start(new() { Models = [server.UntrainedPath], Runs = [Path.GetTempPath()] }));

        Assert.Contains("the folder holds no run", e.Message);
    }

    [Fact]
    public async Task A_server_ends_and_lets_its_port_go()
    {
        Uri address;
        await using (LivePage page = await LivePage.Start(new() { Models = [server.UntrainedPath] }))
        {
            address = page.Address;
            Assert.Equal(
                "untrained: 60×60 pixels, 6 glimpses of 3 × 12×12, from " + server.UntrainedPath, Assert.Single(page.Descriptions));
        }
        await using LivePage again = await LivePage.Start(new() { Models = [server.UntrainedPath], Port = address.Port });
        Assert.Equal(address, again.Address);
    }

    [Fact]
    public async Task A_server_that_ends_answers_what_is_in_flight_and_takes_no_more()
    {
        const string body = """{"width":1,"height":1,"pixels":[0],"glimpses":2}""";
        LivePage page = await LivePage.Start(new() { Models = [server.UntrainedPath] });
        (RawLook Look, string Answer)[] looks =
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RawLook.Begin(page.Address, body.Length)));
        Assert.All(looks, look => Assert.Equal(RawLook.GoOn, look.Answer));

        Task ended = page.DisposeAsync().AsTask();
        string[] answers = await Task.WhenAll(looks.Select(look => look.Look.End(body)));
        await ended;

        Assert.All(answers, answer => Assert.Contains("HTTP/1.1 200", answer));
        await Assert.ThrowsAsync<SocketException>(() => RawLook.Begin(page.Address, body.Length));
        Array.ForEach(looks, look => look.Look.Dispose());
    }
}
