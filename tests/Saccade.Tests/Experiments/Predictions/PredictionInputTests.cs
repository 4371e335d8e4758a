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
}
