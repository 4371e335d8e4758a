using Saccade.Images;
using Saccade.Web.Rollouts;

namespace Saccade.Web.Api;

/// <summary><c>GET /api/samples</c>: test digits to put on a frame, whole frames of several digits, or test pictures.</summary>
internal static class SampleEndpoints
{
    private const int MostAtOnce = 100;
    private const int DefaultCount = 20;

    public static void MapSamples(this IEndpointRouteBuilder routes, LiveModels models, SampleDigits digits, SamplePictures pictures) =>
        routes.MapGet("/api/samples", (HttpContext context) =>
        {
            IQueryCollection query = context.Request.Query;
            LiveModel model = models.Find(query["model"].FirstOrDefault());
            if (model.ShowsPictures)
            {
                return Pictures(query, model, pictures);
            }
            (string source, ImageSet set) = digits.For(model.Task, trusted: model.Trained.Run is not null);
            int offset = Number(query, "offset", 0, 0, set.Count - 1);
            int count = Number(query, "count", DefaultCount, 1, MostAtOnce);
            return ApiJson.Answer(new
            {
                Source = source,
                Total = set.Count,
                set.Size.Width,
                set.Size.Height,
                Samples = Enumerable.Range(offset, Math.Min(count, set.Count - offset))
                    .Select(i => new
                    {
                        Index = i,
                        Label = set.Labels.AreClasses ? set.Labels[i] : (int?)null,
                        Name = set.Labels.Text(i, model.ClassNames),
                        set.Size.Width,
                        set.Size.Height,
                        Pixels = Convert.ToBase64String(set.Image(i)),
                    }),
            });
        });

    private static IResult Pictures(IQueryCollection query, LiveModel model, SamplePictures pictures)
    {
        PictureSamples samples = pictures.For(model);
        int total = samples.Count, offset = Number(query, "offset", 0, 0, Math.Max(0, total - 1));
        int count = Number(query, "count", DefaultCount, 1, MostAtOnce);
        return ApiJson.Answer(new
        {
            Source = "pictures",
            Total = total,
            model.Frame.Width,
            model.Frame.Height,
            Samples = Enumerable.Range(offset, Math.Min(count, total - offset)).Select(i =>
            {
                (ImageSize size, byte[] pixels, int label) = samples.Read(i);
                return new
                {
                    Index = i,
                    Label = (int?)label,
                    Name = model.ClassNames[label],
                    size.Width,
                    size.Height,
                    Pixels = Convert.ToBase64String(pixels),
                };
            }),
        });
    }

    private static int Number(IQueryCollection query, string name, int standard, int least, int most)
    {
        string? text = query[name].FirstOrDefault();
        if (text is null)
        {
            return standard;
        }
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? value
            : throw RefusedException.Bad($"{name} was '{RefusedException.Cut(text)}'; it may be a whole number from {least} to {most}.");
    }
}
