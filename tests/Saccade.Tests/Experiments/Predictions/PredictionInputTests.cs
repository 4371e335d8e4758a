using System.Runtime.Versioning;
using Saccade.Errors;
using Saccade.Experiments.Predictions;
using Saccade.Tests.Checkpoints;

namespace Saccade.Tests.Experiments.Predictions;

public sealed class PredictionInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folders_patterns_files_and_standard_input_name_pictures_in_order()
    {
        foreach (string file in new[] { "set/b.png", "set/deep/a.jpg", "set/notes.txt", "set/.hidden.png", "one.bmp", "two.bmp" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[file])!);
            File.WriteAllBytes(_folder[file], [1, 2]);
        }
        IReadOnlyList<PredictionInput> inputs = PredictionInput.Find(
            [_folder["set"], _folder["*.bmp"], _folder["missing.png"], "-"], () => new MemoryStream([3, 4, 5]));
        Assert.Equal(
            [_folder["set/b.png"], _folder["set/deep/a.jpg"], _folder["one.bmp"], _folder["two.bmp"], _folder["missing.png"], "-"],
            inputs.Select(input => input.Name));
        Assert.Equal([1, 2], inputs[0].Read());
        Assert.Equal([3, 4, 5], inputs[^1].Read());
    }

    [Theory]
    [InlineData("*/a.jpg", "one/a.jpg two/a.jpg")]
    [InlineData("t?o/*.jpg", "two/a.jpg two/b.jpg")]
    [InlineData("**/a.jpg", "a.jpg one/a.jpg one/deep/a.jpg two/a.jpg")]
    [InlineData("one/**/*.jpg", "one/a.jpg one/deep/a.jpg")]
    [InlineData("**/**/*.jpg", "a.jpg one/a.jpg one/deep/a.jpg two/a.jpg two/b.jpg")]
    [InlineData("*/deep/*", "one/deep/a.jpg")]
    [InlineData("three/*.jpg", "three/*.jpg")]
    [InlineData("*/none.jpg", "*/none.jpg")]
    public void Wildcards_may_stand_in_any_part_of_a_path(string pattern, string expected)
    {
        foreach (string file in new[] { "a.jpg", "one/a.jpg", "one/deep/a.jpg", "two/a.jpg", "two/b.jpg", ".hidden/a.jpg" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[file])!);
            File.WriteAllBytes(_folder[file], [1]);
        }
        Assert.Equal(
            expected.Split(' ').Select(file => _folder[file]),
            PredictionInput.Find([_folder[pattern]], () => Stream.Null).Select(input => input.Name));
    }

    [Fact]
    public void A_folder_that_can_not_be_listed_has_its_reason()
    {
        (string path, SaccadeException? failure) = Assert.Single(PictureSearch.In(_folder["gone"]));
        Assert.Equal((_folder["gone"], _folder["gone"]), (path, failure?.Error.Path));
    }

    [Theory]
    [InlineData("**/*.png")]
    [InlineData("*/*.png")]
    [UnsupportedOSPlatform("windows")]
    public void A_folder_of_a_pattern_that_can_not_be_listed_has_its_reason_and_the_others_their_pictures(string pattern)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && !Environment.IsPrivilegedProcess, "Root may list every folder.");
        foreach (string file in new[] { "a/1.png", "b/2.png", "c/3.png" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[file])!);
            File.WriteAllBytes(_folder[file], [1]);
        }
        File.SetUnixFileMode(_folder["b"], UnixFileMode.None);
        try
        {
            IReadOnlyList<PredictionInput> inputs = PredictionInput.Find([_folder[pattern]], () => Stream.Null);

            Assert.Equal([_folder["a/1.png"], _folder["b"], _folder["c/3.png"]], inputs.Select(input => input.Name));
            Assert.Equal(_folder["b"], Assert.Throws<SaccadeException>(() => inputs[1].Read()).Error.Path);
        }
        finally
        {
            File.SetUnixFileMode(_folder["b"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
