using System.Text;

namespace Saccade.Reliability.Fuzzing;

/// <summary>Inputs that once found a fault, or their short forms; each trial begins with them, and changes them like any other.</summary>
internal static class PastOffenders
{
    private static readonly string s_long = new('0', 5000);

    /// <summary>Those of a reader.</summary>
    public static IEnumerable<byte[]> Of(string reader) => reader switch
    {
        // Were refused without the name of the file, or given memory before the weights were counted, or hit by half of a surrogate pair.
        "model" => Texts(
            "{\"hidden\":4096,\"glimpse_hidden\":4096,\"glimpse_features\":4096}", "{\"core\":\"Lstm\"}", $"{{\"filter_side{s_long}\":1}}",
            """{"core":"\ud800"}""", """{"\ud800":"Lstm"}"""),
        // Lacked a column, and the message lacked the file's name.
        "metrics.csv" => Texts("epoch,step\n1,3\n", "epoch,validation_error_percent\n1,3\n"),
        // Came back in the message at full length; half of a surrogate pair was taken for a fault of the program.
        "json" => Texts(
            $"{{\"{s_long}\":1}}", $"{{\"width\":1,\"height\":1,\"pixels\":[0],\"policy\":\"{s_long}\"}}",
            """{"width":1,"height":1,"pixels":"\ud800"}""", """{"width":1,"height":1,"pixels":[0],"policy":"\ud800"}"""),
        // An escape for half of a surrogate pair was too much for the parser.
        "recipe" or "recipe.toml" => Texts("title = \"\\ud800\"", "title = \"\\ud800"),
        // 4096×4096 pixels in 69 bytes took 64 MiB before it was found to be cut.
        "png" => [Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAEAAAABAACAYAAADyoyQXAAAADElEQVR4nGNgoD0AAABkAAGGZDw1AAAAAElFTkSuQmCC")],
        // In 222 bytes an entry claimed 800 million values, which were read one by one for 31 seconds.
        "tiff" =>
        [
            Convert.FromBase64String(
                "SUkqAFYAAAAAAAAAAAAAAAgBAgMEBQYHCAAIAQIDBAUGBwgBCAECAwQFBgcIAggBAgMEBQYHCAMIAQIDBAUGBwgECAECAwQFBgcIBQgBAgMEBQYHCAYJAAAB"
                + "AwABAAAACQAAAAEBAwABAAAABwAAAAIBAwABAAAACAAAAAMBAwABAAAABYAAAAYBAwABAAAAAQAAABEBBAACAAAAyAAAABUBAwABXHUwMDAwAAAA"
                + "AQAAABYBAwABAAAABAAAABcBBAACAAAA0AAAAAAAAAAQAAAAOAAAACgAAAAeAAAA"),
            // Its strips claimed 68 MB and 1.2 GB.
            Convert.FromBase64String(
                "SUkqAEYAAAAAAAAAAAAAAIAAQEAwIBQMBwQAIFBINCADC4LBwQAohDQQA4CAgABAQDAgFAwHBAEgUEg0IAsLgsHBAGgIAAkAAAEDAAEAAAAJAAAAAQEDAAEA"
                + "AAAHAAAAAgEDAAEAAAAIAAAAAwEDAAEAAAAFAAAABgEDAAEAAAABAAAAEQEEAAIAAAC4AAAAFQEDAAEAAAABAAAAFgEDAAEAAAAEAAAAFwEEAAIAAAAz"
                + "AAAAAAAAABAAAAAtAAAAHQAAABgAAAA="),
        ],
        // The header of a page claimed a text of 256 MiB, for which memory was taken.
        "parquet" =>
        [
            Convert.FromBase64String(
                "UEFSMRUAFSYVKiwVBBUAFQYVBhw2AAAAABNIAgAAAAQCAwAAAAECAwIAAAAEBRUAFTAVNCwVBBUAFQYVBhwYBWIuanBnGAVhLmpwZxYAKAViLmpwZxgFYS5q"
                + "cGcAAAAYXAIAAAAEAgUAAABhLmpwZwUAAABiLmpwZxUAFSAVJCwVBBUAFQYVBhwYCAEAAAAAAAAAGAgAAAAAAAAAABYAKP////8AAAAAABgIAAAAAAAAAAAA"
                + "AAAQPAAAAAAAAAAAAQAAAAAAAAAVABUmFSosFQQVABUGFQYcNgAAAAATSAIAAAAEAgMAAAABAgMCAAAABAUVABUwFTQsFQQVABUGFQYcGAViLmpwZxgFYS5q"
                + "cGcWACgFYi5qcGcYBWEuanBnAAAAGFwCAAAABAIFAAAAYS5qcGcFAAAAYi5qcGcVABUgFSQsFQQVABUGFQYcGAgBAAAAAAAAABgIAAAAAAAAAAAWACgIAQAA"
                + "AAAAAAAYCAAAAAAAAAAAAAAAEDwAAAAAAAAAAAEAAAAAAAAAFQIZXEgEcm9vdBUEADUCGAVpbWFnZRUEABUMJQIYBWJ5dGVzABUMJQIYBHBhdGglAEwcAAAA"
                + "FQQlABgFbGFiZWwlJEysE0ARAAAAFggZLBk8JggcFQwZJQAGGSgFaW1hZ2UFYnl0ZXMVAhYEFlAWVCYIPDYAAAAAJlwcFQwZJQAGGSgFaW1hZ2UEcGF0aBUC"
                + "FgQWkgEWlgEmXDwYBWIuanBnGAVhLmpwZxYAKAViLmpwZxgFYS5qcGcAAAAm8gEcFQQZJQAGGRgFbGFiZWwVAhYEFpoBFp4BJvIBPBgIAQAAAAAAAAAYCAAA"
                + "AAAAAAAAFgAoCAEAAAAAAAAAGAgAAAAAAAAAAAAAABb8AhYENogDABk8JpADHBUMGSUABhkoBWltYWdlBWJ5dGVzFQIWBBZQFlQmkAM8NgAAAAAm5AMcFQwZ"
                + "JQAGGSgFaW1hZ2UEcGF0aBUCFgQWkgEWlgEm5AM8GAViLmpwZxgFYS5qcGcWACgFYi5qcGcYBWEuanBnAAAAJvoEHBUEGSUABhkYBWxhYmVsFQIWBBaaARae"
                + "ASb6BDwYCAEAAAAAAAAAGAgAAAAAAAAAABYAKAgBAAAAAAAAABgIAAAAAAAAAAAAAAAW/AIWBDaIAwAZHBgLaHVnZ2luZ2ZhY2UYTnsiaW5mbyI6eyJmZWF0"
                + "dXJlcyI6eyJsYWJlbCI6eyJuYW1lcyI6WyJ6ZWJyYSIsImFwZSJdLCJfdHlwZSI6IkNsYXNzTGFiZWwifX19fQAYSlBhcnF1ZXQuTmV0IHZlcnNpb24gNi4x"
                + "LjAgKGJ1aWxkIGMxNzlkOTdiZDI1NDliNWY0NGE5MjQxZTcyOWY4NjlkNDk0N2VlNTkpAIYCAABQQVIx"),
        ],
        "pickle" => [HostileWeights.SharedShape(), HostileWeights.SharedName()],
        "pickle-zip" => [HostileWeights.PackedPickle(), HostileWeights.PackedStorage()],
        "hdf5" => [HostileWeights.OverlappingBlocks()],
        "npz" => [HostileWeights.ManyDimensions()],
        "weights" => [HostileWeights.NestedDictionaries()],
        _ => [],
    };

    private static IEnumerable<byte[]> Texts(params string[] texts) => texts.Select(Encoding.UTF8.GetBytes);
}
