using Saccade.Errors;
using Saccade.Imaging.Sets;
using Saccade.Tests.Data;

namespace Saccade.Tests.Imaging.Sets;

public sealed class PictureSurveyTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(255, 255, 255, false)]
    [InlineData(255, 250, 245, false)]
    [InlineData(255, 100, 100, true)]
    public void Colour_is_what_a_picture_shows_and_not_how_it_is_stored(byte red, byte green, byte blue, bool hasColour)
    {
        Directory.CreateDirectory(_folder["a"]);
        Directory.CreateDirectory(_folder["b"]);
        _folder.Write("a/1.png", Drawing.Encode(40, 30, (x, _) => x < 20 ? new(red, green, blue) : new(0, 0, 0)));
        _folder.Write("b/2.png", Drawing.Gray(60, 90, 7));
        _folder.Write("b/3.png", Drawing.Gray(70, 90, 8));
        _folder.Write("b/bad.png", [1]);

        PictureSurvey survey = PictureSurvey.Of(_folder.Path);

        Assert.Equal((4, 4, hasColour, 60), (survey.Pictures, survey.TrainingPictures, survey.HasColour, survey.ShortSide));
        Assert.Equal(["a", "b"], survey.ClassNames);
    }

    [Fact]
    public void Nothing_readable_is_an_error()
    {
        Directory.CreateDirectory(_folder["a"]);
        _folder.Write("a/1.png", [1]);

        Assert.Equal(ErrorKind.Unreadable, Assert.Throws<SaccadeException>(() => PictureSurvey.Of(_folder.Path)).Error.Kind);
    }
}
