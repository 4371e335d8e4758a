// An HTTP service that classifies images with a built-in model.
//
//   dotnet run samples/classify-api.cs
//   curl --data-binary @digit.raw 'http://localhost:5000/classify?width=28&height=28'         one byte a pixel, white on black
#:sdk Microsoft.NET.Sdk.Web
#:project ../src/Saccade.DependencyInjection/Saccade.DependencyInjection.csproj
#:project ../src/Saccade.Models/Saccade.Models.csproj
#:property PublishAot=false

using Saccade.DependencyInjection;
using Saccade.Errors;
using Saccade.Inference;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(server => server.Limits.MaxRequestBodySize = 1 << 20);
builder.Services.AddSaccade("mnist-28");
WebApplication app = builder.Build();

app.MapPost("/classify", async (
    HttpRequest request, AttentionClassifier classifier, int width, int height, CancellationToken cancellation, int channels = 1) =>
{
    using MemoryStream pixels = new();
    await request.Body.CopyToAsync(pixels, cancellation);
    try
    {
        Classification answer = classifier.Classify(pixels.ToArray(), width, height, channels);
        return Results.Ok(new
        {
            answer.Class,
            answer.Probability,
            answer.ShareSeen,
            Glimpses = answer.Glimpses.Select(glimpse => new { glimpse.X, glimpse.Y }),
        });
    }
    catch (SaccadeException e) when (e is not NumericalException)
    {
        return Results.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest);
    }
});
app.Run();
