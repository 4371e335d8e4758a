using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using Saccade.Checkpoints;
using Saccade.Data.Formats;
using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Experiments.Config;
using Saccade.Experiments.Export;
using Saccade.Experiments.Import;
using Saccade.Experiments.Runs;
using Saccade.Images;
using Saccade.Imaging.Caching;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Reliability.Programs;
using Saccade.Tasks;
using Saccade.Training;
using Saccade.Web.Api;
using SkiaSharp;

namespace Saccade.Reliability.Fuzzing;

/// <summary>
/// Every reader of what comes from outside: files of data, models, checkpoints, recipes, run folders, pictures, requests.
/// </summary>
internal static class FuzzTargets
{
    /// <summary>The memory that any input may take.</summary>
    public const long Room = 8 << 20;

    // DEFLATE makes at most 1032 bytes out of one.
    private const long Unpacking = 1032;

    /// <summary>The readers, with sound inputs made on the spot.</summary>
    public static IReadOnlyList<FuzzTarget> Make(ScratchFolder folder)
    {
        TinyModel model = TinyModel.Train(folder);
        FuzzTarget[] targets =
        [
            Idx(folder, "idx", content => content),
            Idx(folder, "gzip", Gzip),
            File(folder, "safetensors", [model.Checkpoint, model.Model, Foreign()],
                ["F32", "\"dtype\"", "\"shape\"", "\"data_offsets\"", "__metadata__", "sha256", "average/", "optimiser/",
                    "model/location_core.recurrent.weight"],
                path => TensorFile.Read(path)),
            ModelOptions(folder, model),
            TrainingStates(model),
            File(folder, "recipe", [.. Recipes()],
                ["[model]", "[training]", "[[task]]", "sigma = ", "\"\"\"", "model.sensor.scales = 3", "{ a = 1 }", "1979-05-27"],
                path => RecipeFile.Read(path), "fuzz.toml"),
            RunFiles(folder, model, "run.json", ["\"seed\"", "\"startedAt\"", "\"engine\":\"Fast\""]),
            RunFiles(folder, model, "metrics.csv", ["epoch", ",,", "validation_error_percent", "-nan(ind)"]),
            RunFiles(folder, model, "recipe.toml", ["[model]", "epochs = "]),
            Tests(folder, model),
            Events(folder, model),
            File(folder, "png", [Picture(SKEncodedImageFormat.Png, SKColorType.Gray8), Picture(SKEncodedImageFormat.Png)],
                ["IHDR", "IDAT", "PLTE", "tRNS", "IEND"], path =>
            {
                _ = TraceImages.Read(path, null, 1);
                _ = TraceImages.Read(path, null, 3);
            }) with { MostMemory = length => Room + 64 * Unpacking * length },
            // Other formats may hold many equal pixels in few bytes: as many as a picture may have, in RGBA and in three channels.
            File(folder, "picture", [Picture(SKEncodedImageFormat.Jpeg), Picture(SKEncodedImageFormat.Webp)],
                ["GIF89a", "BM", "VP8L", "II*\0"], path =>
            {
                _ = TraceImages.Read(path, null, 1);
                _ = TraceImages.Read(path, null, 3);
            }) with { MostMemory = length => Room + 100L * length + (8 + 1 + 8 + 3) * 4096L * 4096 },
            File(folder, "pack", [Pack(folder)], ["SACPACK1"], path =>
            {
                using Pack pack = Saccade.Imaging.Caching.Pack.Open(path);
            }),
            .. PictureTargets.Make(folder),
            Requests(),
            // PyTorch of old, its ZIP archives, HDF5 and NumPy.
            Weights(folder, "pickle", "kevinzakka.pt", ["c__builtin__\neval\n(S'1'\ntR.", "ctorch\nFloatStorage\n", "storage", "cpu"]),
            Weights(folder, "pickle-zip", "kevinzakka-2020.pt", ["data.pkl", "data/0", "cposix\nsystem\n"]),
            Weights(folder, "hdf5", "amasky.h5", ["TREE", "SNOD", "HEAP", "deflate"]),
            Weights(folder, "npz", "amasky-lstm.npz", ["NUMPY", "'descr': '<f8'", "'shape': (4294967296, 2147483647)"]),
            Weights(folder, "weights", "../tiny/model.safetensors", ["\"dtype\"", "\"shape\"", "[4096,4096]"]),
        ];
        return [.. targets.Select(target => target with { Seeds = [.. target.Seeds, .. PastOffenders.Of(target.Name)] })];
    }

    /// <summary>Weights of another program, made into a model.</summary>
    private static FuzzTarget Weights(ScratchFolder folder, string name, string file, IReadOnlyList<string> words)
    {
        string path = file.StartsWith("..", StringComparison.Ordinal) ? folder[file[3..]]
            : Path.Combine(AppContext.BaseDirectory, "Import", file);
        Recipe recipe = new()
        {
            Name = name,
            Task = new() { Images = "pictures" },
            Model = new() { Channels = file.StartsWith('k') ? 3 : 1, Glimpses = 3, Sensor = new() { PatchSide = 4, Scales = 2 } },
        };
        return File(folder, name, [System.IO.File.ReadAllBytes(path)], words, path =>
        {
            // All tensors; now and then also the model that they make.
            long values = WeightFile.Read(path, tensors => tensors.Sum(tensor => (long)tensor.Read().Length));
            if (values % 8 == 0)
            {
                _ = ModelImport.Read(path, recipe, []);
            }
        });
    }

    /// <summary>A pack of one decoded picture and one that cannot be decoded.</summary>
    private static byte[] Pack(ScratchFolder folder)
    {
        string path = folder["sound.pack"];
        using (PackWriter writer = new(path, Room, _ => { }))
        {
            writer.Add(ContentHash.Of([1]), new(3, 1, 2), [1, 2, 3, 4, 5, 6]);
            writer.Add(ContentHash.Of([2]), "it is not a picture");
            writer.Commit();
        }
        return System.IO.File.ReadAllBytes(path);
    }

    /// <summary>A reader of a file.</summary>
    public static FuzzTarget File(
        ScratchFolder folder, string name, IReadOnlyList<byte[]> seeds, IReadOnlyList<string> words, Action<string> read,
            string fileName = "fuzz")
    {
        string path = Directory.CreateDirectory(folder[name]).FullName + "/" + fileName;
        return new(
            name, seeds, words,
            input =>
            {
                System.IO.File.WriteAllBytes(path, input);
                read(path);
            },
            path, length => Room + 100L * length);
    }

    private static FuzzTarget Idx(ScratchFolder folder, string name, Func<byte[], byte[]> pack)
    {
        string images = folder["seed.images"];
        string labels = folder["seed.labels"];
        ImageSet gray = new(new byte[3 * 20], new byte[] { 1, 2, 3 }, new ImageSize(1, 5, 4));
        IdxFile.WriteImages(images, gray);
        IdxFile.WriteLabels(labels, gray.Labels);
        byte[] bomb = [.. System.IO.File.ReadAllBytes(labels), .. new byte[1 << 20]];
        return File(folder, name, [pack(System.IO.File.ReadAllBytes(images)), pack(System.IO.File.ReadAllBytes(labels)),
            pack([0, 0, 8, 1, 0, 16, 0, 0]), Gzip(bomb)], [], path =>
        {
            try
            {
                _ = IdxFile.ReadImages(path);
            }
            catch (SaccadeException)
            {
                _ = IdxFile.ReadLabels(path);
            }
        }) with
        { MostMemory = length => Room + Unpacking * length };
    }

    /// <summary>
    /// Sound files whose model options, recipe or tensors are damaged: the checksum is right, so that all behind it is reached.
    /// </summary>
    private static FuzzTarget ModelOptions(ScratchFolder folder, TinyModel model)
    {
        string path = folder["stranger.safetensors"];
        TensorFile file = TensorFile.Read(model.ModelPath);
        return new(
            "model", [.. new[] { "model", "recipe", "name" }.Select(key => Encoding.UTF8.GetBytes(file.Metadata[key]))],
            ["\"hidden\":4096", "\"glimpse_features\":4096", "\"core\":\"Lstm\"", "\"kind\":\"Convolutional\"", "\"batch_norm\":true",
                "\"channels\":16", "\"classes\":256", "\"core_layers\":1", "\"labels\":2", "\"glimpse_form\":\"Multiplied\"",
                "\"convolution\":{\"filters\":[1024,1024]}", "\"convolve_scales_apart\":true",
                "\"convolution_pooling\":\"MaximumAndPlace\"", "\"context\":{\"side\":512,\"units\":4096}",
                "\"location_form\":\"Saliency\"", "\"stop\":{\"units\":4096}"],
            input =>
            {
                string text = Encoding.UTF8.GetString(input);
                string key = text.StartsWith('{') ? "model" : text.Contains('=', StringComparison.Ordinal) ? "recipe" : "name";
                Dictionary<string, string> metadata = new(file.Metadata) { [key] = text };
                // Now and then with fewer tensors too.
                IReadOnlyList<NamedTensor> tensors = input.Length % 5 == 0 ? [.. file.Tensors.Skip(input.Length % file.Tensors.Count)]
                    : file.Tensors;
                new TensorFile(tensors, metadata).Write(path);
                using IEngine agent = TrainedModel.Open(path).CreateEngine(threads: 1);
                ModelOptions options = agent.Model;
                ImageSize size = options.TakesGlimpses
                    ? new(options.Channels, 28, 28)
                    : options.Classifier.ImageSize(options.Channels);
                ImageBatch batch = new(1, size) { Count = 1 };
                _ = agent.Forward(
                    batch,
                    RolloutNoise.Draw(RandomKey.FromSeed(1), 0, 1, options.GlimpseCount(), options.EffectivePolicy(PolicyMode.Sample)));
            },
            path, length => Room + 200L * length, Share: 1);
    }

    /// <summary>Checkpoints with a damaged state, resumed by a trainer.</summary>
    private static FuzzTarget TrainingStates(TinyModel model)
    {
        TensorFile file = TensorFile.Read(model.CheckpointPath);
        return new(
            "state", [Encoding.UTF8.GetBytes(file.Metadata["state"])],
                ["\"Epoch\":2147483647", "\"StepInEpoch\":-1", "\"Sums\":null", "\"BestEpoch\":5"],
            input =>
            {
                Dictionary<string, string> metadata = new(file.Metadata) { ["state"] = Encoding.UTF8.GetString(input) };
                IReadOnlyList<NamedTensor> tensors = input.Length % 7 == 0
                    ? [.. file.Tensors.Where((_, i) => i != input.Length % file.Tensors.Count)] : file.Tensors;
                TrainingCheckpoint.Restore(model.Trainer, file with { Tensors = tensors, Metadata = metadata }, file.Metadata["run"]);
            },
            // Its caller names the file.
            "", length => Room + 100L * length, Share: 2);
    }

    private static FuzzTarget RunFiles(ScratchFolder folder, TinyModel model, string name, IReadOnlyList<string> words)
    {
        string run = folder["run-of-" + name];
        model.CopyRun(run);
        string path = Path.Combine(run, name);
        return new(
            name, [System.IO.File.ReadAllBytes(path)], words,
            input =>
            {
                System.IO.File.WriteAllBytes(path, input);
                RunFolder opened = RunFolder.Open(run);
                _ = RunProgress.Read(opened);
                using RunWriter writer = RunWriter.Resume(run);
                writer.TruncateMetrics(1);
            },
            run, length => Room + 400L * length, Share: 2);
    }

    private static FuzzTarget Tests(ScratchFolder folder, TinyModel model)
    {
        string run = folder["run-of-tests"];
        model.CopyRun(run);
        RunFolder opened = RunFolder.Open(run);
        TrainedModel trained = TrainedModel.Open(run);
        using (IEngine agent = trained.CreateEngine(threads: 1))
        {
            EvaluationOptions options = new() { Rollouts = 2 };
            TestRecord.Keep(opened, options, TaskTest.Run(agent, RecipeTask.Open(trained.RequireRecipe(), null), Split.Test, options));
        }
        string path = Path.Combine(run, "test.json");
        return new(
            "test.json", [System.IO.File.ReadAllBytes(path)], ["\"result\"", "\"rollouts\"", "null", "1e400", "\"epochs\""],
            input =>
            {
                System.IO.File.WriteAllBytes(path, input);
                // What cannot be read counts as not there: the test is made again.
                _ = TestRecord.Read(opened, 2)?.Result.ErrorPercent ?? throw new SaccadeException(new(ErrorKind.Missing, Path: run));
            },
            run, length => Room + 100L * length, Share: 1);
    }

    private static FuzzTarget Events(ScratchFolder folder, TinyModel model)
    {
        string run = folder["run-of-events"];
        model.CopyRun(run);
        string path = RunFolder.Open(run).EventsPath;
        string metrics = Path.Combine(run, "metrics.csv");
        byte[] figures = System.IO.File.ReadAllBytes(metrics);
        return new(
            "events", [System.IO.File.ReadAllBytes(path)], [],
            input =>
            {
                System.IO.File.WriteAllBytes(metrics, figures);
                System.IO.File.WriteAllBytes(path, input);
                using RunWriter writer = RunWriter.Resume(run);
                writer.TruncateMetrics(1);
            },
            run, length => Room + 100L * length, Share: 2);
    }

    /// <summary>Bodies of <c>POST /api/look</c>, up to where the model would look.</summary>
    private static FuzzTarget Requests() => new(
        "json",
        [
            """{"width":2,"height":2,"pixels":[0,255,255,0],"glimpses":3,"policy":"sample","seed":7}"""u8.ToArray(),
            """{"model":"a","width":2,"height":1,"pixels":"AAA=","first":[0.5,-1],"policy":"random"}"""u8.ToArray(),
        ],
        ["\"pixels\":", "\"first\":[0,0]", "\"width\":512", "\"height\":1e2", "\"seed\":-9223372036854775808", "\"glimpses\":64"],
        input =>
        {
            DefaultHttpContext context = new();
            context.Request.ContentType = "application/json";
            context.Request.Body = new MemoryStream(input, writable: false);
            try
            {
                RolloutRequest request = RolloutRequest.Read(context.Request, Timeout.InfiniteTimeSpan).GetAwaiter().GetResult();
                ImageSize size = request.Size(channels: 1);
                _ = request.Image(size);
                _ = request.Noise(new ModelOptions());
            }
            catch (RefusedException e) when (e.Message.Length > 0)
            {
                // What the caller receives; the request has no file to name.
                throw new SaccadeException(new(ErrorKind.Malformed, Detail: e.Message), e);
            }
        },
        "", length => Room + 100L * length);

    private static byte[] Gzip(byte[] content)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }
        return packed.ToArray();
    }

    /// <summary>A file made elsewhere, without a checksum.</summary>
    private static byte[] Foreign()
    {
        byte[] header =
        [
            .. """{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}"""u8,
            .. ""","b":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}"""u8,
        ];
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. new byte[12]];
    }

    private static IEnumerable<byte[]> Recipes() => RecipeFile.Names().Select(name => RecipeFile.Read(name)).Take(8)
        .Select(recipe => Encoding.UTF8.GetBytes(RecipeText.Write(recipe)))
        .Append("[model]\nsigma = 0.2 # why\n[model.sensor]\nscales = 3\n[training]\nepochs = 3\n"u8.ToArray());

    private static byte[] Picture(SKEncodedImageFormat format, SKColorType type = SKColorType.Rgba8888)
    {
        using SKBitmap bitmap = new(7, 5, type, SKAlphaType.Opaque);
        bitmap.Erase(SKColors.Teal);
        using SKData data = bitmap.Encode(format, 100);
        return data.ToArray();
    }
}
