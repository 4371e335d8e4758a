using Saccade.Checkpoints;
using Saccade.Data.Formats;
using Saccade.Images;
using Saccade.Networks;

namespace Saccade.EndToEnd.Tests;

/// <summary>Things that a user might name by mistake.</summary>
internal static class Playground
{
    /// <summary>Fills a folder with files and folders that are not what the program wants.</summary>
    public static void Fill(TemporaryFolder folder, string run)
    {
        Directory.CreateDirectory(folder["empty"]);
        // Where a download goes; that this folder is made is no harm.
        Directory.CreateDirectory(folder["no-cache/saccade/mnist"]);
        Directory.CreateDirectory(folder["full"]);
        File.WriteAllText(folder["full/letter"], "dear");
        File.WriteAllText(folder["file"], "This is no file that the program can read.\n");
        byte[] model = File.ReadAllBytes(Path.Combine(run, "model.safetensors"));
        File.WriteAllBytes(folder["truncated"], model[..^100]);
        model[^100] ^= 1;
        File.WriteAllBytes(folder["flipped"], model);
        File.Copy(Directory.GetFiles(Path.Combine(run, "checkpoints"))[0], folder["checkpoint"]);
        CopyRun(run, folder["few"], "recipe.toml", "run.json", "metrics.csv");
        File.WriteAllText(folder["few/recipe.toml"], OfFewImages(File.ReadAllText(folder["few/recipe.toml"])));
        WriteModels(folder, TensorFile.Read(Path.Combine(run, "model.safetensors")));
        CopyRun(run, folder["young"], "recipe.toml", "run.json");
        CopyRun(run, folder["damaged"], "recipe.toml", "run.json", "model.safetensors");
        File.WriteAllText(folder["damaged/recipe.toml"], "[task\n");
        CopyRun(run, folder["blank"], "recipe.toml", "run.json", "model.safetensors");
        File.WriteAllText(folder["blank/recipe.toml"], "");
        CopyRun(run, folder["garbled"], "recipe.toml", "run.json", "model.safetensors");
        File.WriteAllText(folder["garbled/run.json"], "{\n  oh\n}\n");

        WriteIdx("three", new ImageSize(1, 28, 28), 1, 2, 3);
        WriteIdx("two", new ImageSize(1, 28, 28), 1, 2);
        WriteIdx("letters", new ImageSize(1, 28, 28), 1, 26, 3);
        WriteIdx("coloured", new ImageSize(3, 28, 28), 1, 2, 3);
        File.WriteAllBytes(folder["cut.images"], File.ReadAllBytes(folder["three.images"])[..^1]);
        File.WriteAllBytes(folder["cut.png"], [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8]);
        File.WriteAllText(folder["unknown.toml"], "[model]\nsigmar = 0.1\n");
        File.WriteAllText(folder["malformed.toml"], "[model\n");

        void WriteIdx(string name, ImageSize size, params byte[] labels)
        {
            IdxFile.WriteImages(folder[name + ".images"], new ImageSet(new byte[labels.Length * size.Pixels], labels, size));
            IdxFile.WriteLabels(folder[name + ".labels"], new Labels(labels));
        }
    }

    /// <summary>Model files with a sound checksum and wrong content, and one that states no recipe.</summary>
    private static void WriteModels(TemporaryFolder folder, TensorFile model)
    {
        NamedTensor first = model.Tensors[0];
        (model with { Tensors = [.. model.Tensors.Skip(1)] }).Write(folder["incomplete"]);
        (model with { Tensors = [first with { Values = [float.NaN, .. first.Values[1..]] }, .. model.Tensors.Skip(1)] })
            .Write(folder["nan"]);
        With("newer", "saccade_model", "3");
        With("few/model.safetensors", "recipe", OfFewImages(model.Metadata["recipe"]));
        With("contradicting", "recipe", model.Metadata["recipe"] + "\n[model]\nglimpses = 3\n");
        (model with { Metadata = model.Metadata.Where(entry => entry.Key is not ("name" or "recipe")).ToDictionary() })
            .Write(folder["converted"]);

        void With(string name, string key, string text) =>
            (model with { Metadata = new Dictionary<string, string>(model.Metadata) { [key] = text } }).Write(folder[name]);
    }

    /// <summary>The text of a recipe with two validation images in place of a hundred.</summary>
    private static string OfFewImages(string recipe) =>
        recipe.Replace("validation_digits = 100\n", "validation_digits = 2\n", StringComparison.Ordinal);

    private static void CopyRun(string run, string target, params string[] files)
    {
        Directory.CreateDirectory(target);
        foreach (string file in files)
        {
            File.Copy(Path.Combine(run, file), Path.Combine(target, file));
        }
    }
}
