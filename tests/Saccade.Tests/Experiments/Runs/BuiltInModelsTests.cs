using Saccade.Errors;
using Saccade.Experiments.Runs;
using Saccade.Tests.Checkpoints;

namespace Saccade.Tests.Experiments.Runs;

public sealed class BuiltInModelsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_a_model_the_remedy_is_reported()
    {
        Assert.Contains(
            "saccade train", Assert.Throws<SaccadeException>(() => BuiltInModels.Find([_folder.Path, _folder["missing"]])).Error.Remedy);
        Assert.Empty(BuiltInModels.Names([_folder.Path]));
        Assert.Null(BuiltInModels.FileOf("a", [_folder.Path]));
    }

    [Fact]
    public void Models_are_found_in_all_folders_and_of_two_with_the_same_name_the_earlier()
    {
        Directory.CreateDirectory(_folder["first"]);
        Directory.CreateDirectory(_folder["second"]);
        foreach (string name in (string[])["first/b.safetensors", "second/b.safetensors", "second/a.b.safetensors", "second/b.md"])
        {
            File.WriteAllText(_folder[name], "");
        }
        string[] folders = [_folder["missing"], _folder["first"], _folder["second"]];

        Assert.Equal(["a.b", "b"], BuiltInModels.Names(folders));
        Assert.Equal([_folder["second/a.b.safetensors"], _folder["first/b.safetensors"]], BuiltInModels.Find(folders));
        Assert.Equal(_folder["first/b.safetensors"], BuiltInModels.FileOf("b", folders));
        Assert.All(["c", "", "B", "b.safetensors", "second/b"], name => Assert.Null(BuiltInModels.FileOf(name, folders)));
    }
}
