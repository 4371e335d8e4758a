using System.Text.Json;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Web.Rollouts;

namespace Saccade.Web.Api;

/// <summary>The body of <c>POST /api/look</c>; every member is checked by hand, so that errors name it.</summary>
internal sealed record RolloutRequest
{
    /// <summary>Room for the largest image as an array of numbers.</summary>
    public const int MostBytes = 2 << 20;

    // An array of numbers takes ten times its room while it is read.
    private static readonly SemaphoreSlim s_reading = new(RequestLimits.MostReading);

    public string? Model { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    /// <summary>Base64 of the bytes, or an array of numbers.</summary>
    public JsonElement Pixels { get; init; }

    public int? Glimpses { get; init; }

    public string? Policy { get; init; }

    public long? Seed { get; init; }

    public float[]? First { get; init; }

    /// <summary>Reads the body of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="timeout">How long to wait for the whole of its body.</param>
    public static async Task<RolloutRequest> Read(HttpRequest request, TimeSpan timeout)
    {
        if (!request.HasJsonContentType())
        {
            throw new RefusedException(
                415, "The body has the wrong type", $"The content type was '{request.ContentType}'; it may be application/json.");
        }
        // Received before it waits for its turn: slow senders do not delay others.
        using MemoryStream body = await Receive(request, timeout);
        try
        {
            await s_reading.WaitAsync(request.HttpContext.RequestAborted);
            try
            {
                return JsonSerializer.Deserialize<RolloutRequest>(body, ApiJson.Options)
                    ?? throw RefusedException.Bad("The body was null; it may be an object as /openapi.json describes it.");
            }
            finally
            {
                s_reading.Release();
            }
        }
        catch (JsonException e)
        {
            throw RefusedException.Bad(
                $"The body is not valid JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}, "
                + $"at {RefusedException.Cut(e.Path ?? "$")} there is something malformed, of the wrong type or unknown; "
                + "/openapi.json describes it.");
        }
    }

    /// <summary>The size of the image for a model of some channels.</summary>
    public ImageSize Size(int channels) => new(channels, Side("height", Height), Side("width", Width));

    /// <summary>The pixels [C, H, W] of an image of this size.</summary>
    public byte[] Image(ImageSize size)
    {
        byte[]? pixels = Pixels.ValueKind switch
        {
            JsonValueKind.String => FromBase64(Pixels),
            JsonValueKind.Array when Pixels.GetArrayLength() != size.Pixels => throw WrongCount(Pixels.GetArrayLength(), size),
            JsonValueKind.Array => FromNumbers(Pixels),
            _ => null,
        };
        if (pixels is null)
        {
            throw RefusedException.Bad("pixels is not an image; it may be the gray values row by row, "
                + "in colour all red, then all green, then all blue ones, as base64 of their bytes or as an array of whole numbers from "
                + "0 to 255.");
        }
        return pixels.Length == size.Pixels
            ? pixels
            : throw WrongCount(pixels.Length, size);
    }

    /// <summary>The noise and the number of glimpses of the rollout.</summary>
    public RolloutNoise Noise(ModelOptions model)
    {
        int glimpses = Glimpses ?? model.Glimpses;
        if (glimpses is < 1 or > RequestLimits.MostGlimpses)
        {
            throw RefusedException.Bad($"glimpses was {glimpses}; it may be 1 to {RequestLimits.MostGlimpses}.");
        }
        if (glimpses % model.Labels != 0)
        {
            throw RefusedException.Bad($"glimpses was {glimpses}; it may be a multiple of {model.Labels}, for each label as many.");
        }
        RolloutNoise noise = RolloutNoise.Draw(RandomKey.FromSeed(Seed ?? 0), 0, 1, glimpses, model.EffectivePolicy(Mode()));
        if (First is null)
        {
            return model.Priced(noise);
        }
        if (First.Length != 2 || !First.All(l => l is >= -1 and <= 1))
        {
            throw RefusedException.Bad("first may be two numbers from -1 to 1, the x and y of the first glimpse.");
        }
        return model.FirstLocation == FirstLocation.Uniform
            ? model.Priced(new(First, noise.Steps.ToArray(), noise.Mode))
            : throw RefusedException.Bad(
                $"first cannot be given: this model's first location is {model.FirstLocation.ToString().ToLowerInvariant()}.");
    }

    private PolicyMode Mode() => Policy switch
    {
        null or "mean" => PolicyMode.Mean,
        "sample" => PolicyMode.Sample,
        "random" => PolicyMode.Random,
        _ => throw RefusedException.Bad($"policy was '{RefusedException.Cut(Policy!)}'; it may be mean, sample or random."),
    };

    private static RefusedException WrongCount(int count, ImageSize size) =>
        RefusedException.Bad($"pixels holds {count} values; an image of {size} has {size.Pixels}.");

    private static int Side(string name, int? side) => side is >= 1 and <= RequestLimits.MostSide
        ? side.Value
        : throw RefusedException.Bad($"{name} was {(side is null ? "missing" : side)}; it may be 1 to {RequestLimits.MostSide} pixels.");

    /// <summary>The whole body, which the server refuses beyond <see cref="MostBytes"/>.</summary>
    private static async Task<MemoryStream> Receive(HttpRequest request, TimeSpan timeout)
    {
        CancellationToken aborted = request.HttpContext.RequestAborted;
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        deadline.CancelAfter(timeout);
        MemoryStream body = new((int)Math.Min(request.ContentLength ?? 0, MostBytes));
        try
        {
            await request.Body.CopyToAsync(body, deadline.Token);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            throw new RefusedException(
                408, "The body came too slowly", $"The body was not there after {timeout.TotalSeconds:0} seconds; send it at once.");
        }
        body.Position = 0;
        return body;
    }

    private static byte[]? FromBase64(JsonElement text)
    {
        try
        {
            return text.TryGetBytesFromBase64(out byte[]? bytes) ? bytes : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, written as \ud800, is not text.
            return null;
        }
    }

    private static byte[]? FromNumbers(JsonElement array)
    {
        byte[] pixels = new byte[array.GetArrayLength()];
        int i = 0;
        foreach (JsonElement number in array.EnumerateArray())
        {
            if (number.ValueKind != JsonValueKind.Number || !number.TryGetByte(out pixels[i++]))
            {
                return null;
            }
        }
        return pixels;
    }
}
