using Parquet;
using Parquet.Schema;
using Saccade.Errors;
using Saccade.Imaging.Folders;
using Saccade.Tasks;
using Saccade.Tests.Data;

namespace Saccade.Tests.Imaging.Folders;

public sealed class PictureListTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Subfolders_are_classes_and_other_files_are_counted()
    {
        Touch("b/2.jpg", "b/deep/er/1.PNG", "a/3.webp", "a/notes.txt", "a/.hidden.jpg", ".git/x.jpg", "readme.md");

        PictureList list = PictureList.Read(_folder.Path);

        Assert.Equal(["a", "b"], list.ClassNames);
        Assert.Equal(["a/3.webp", "b/2.jpg", "b/deep/er/1.PNG"], list.Pictures.Select(picture => picture.Name.Replace('\\', '/')));
        Assert.Equal(["a", "b", "b"], list.Pictures.Select(picture => picture.Label));
        Assert.All(list.Pictures, picture => Assert.Null(picture.Split));
        Assert.Equal(2, list.OtherFiles);
    }

    [Theory]
    [InlineData("val")]
    [InlineData("valid")]
    [InlineData("Validation")]
    public void Folders_of_splits_hold_classes(string validation)
    {
        Touch("train/10/a.jpg", "train/9/b.jpg", $"{validation}/9/c.jpg", "test/10/d.jpg", "LICENSE");

        PictureList list = PictureList.Read(_folder.Path);

        // Names that are numbers are ordered by value.
        Assert.Equal(["9", "10"], list.ClassNames);
        Assert.Equal(
            [("a.jpg", Split.Train), ("b.jpg", Split.Train), ("c.jpg", Split.Validation), ("d.jpg", Split.Test)],
            list.Pictures.Select(picture => (Path.GetFileName(picture.Name), picture.Split!.Value)).Order());
    }

    [Fact]
    public void Without_classes_a_folder_may_be_flat()
    {
        Touch("1.jpg", "deep/er/2.jpg", "notes.txt");

        PictureList list = PictureList.ReadWithoutClasses(_folder.Path);

        Assert.Equal(["1.jpg", "deep/er/2.jpg"], list.Pictures.Select(picture => picture.Name.Replace('\\', '/')));
        Assert.All(list.Pictures, picture => Assert.Equal(("", null), (picture.Label, picture.Split)));
        Assert.Equal(1, list.OtherFiles);
    }

    [Fact]
    public void Without_classes_folders_of_splits_have_pictures_at_any_depth()
    {
        Touch("train/1.jpg", "train/a/2.jpg", "val/3.jpg", "test/b/4.jpg", "other/5.jpg", "6.jpg");

        PictureList list = PictureList.ReadWithoutClasses(_folder.Path);

        Assert.Equal(
            [("1.jpg", Split.Train), ("2.jpg", Split.Train), ("3.jpg", Split.Validation), ("4.jpg", Split.Test)],
            list.Pictures.Select(picture => (Path.GetFileName(picture.Name), picture.Split!.Value)).Order());
        Assert.Equal([""], list.Pictures.Select(picture => picture.Label).Distinct());
    }

    [Fact]
    public void Without_classes_an_empty_folder_is_an_error()
    {
        Touch("notes.txt");

        Assert.Equal(
            ErrorKind.Missing, Assert.Throws<SaccadeException>(() => PictureList.ReadWithoutClasses(_folder.Path)).Error.Kind);
    }

    [Fact]
    public void A_class_may_be_called_train()
    {
        Touch("train/a.jpg", "bus/b.jpg");

        PictureList list = PictureList.Read(_folder.Path);

        Assert.Equal(["bus", "train"], list.ClassNames);
        Assert.All(list.Pictures, picture => Assert.Null(picture.Split));
    }

    [Fact]
    public void A_link_to_a_file_is_followed_and_a_circle_of_folders_is_not()
    {
        Touch("a/1.jpg", "b/2.jpg");
        File.CreateSymbolicLink(_folder["b/link.jpg"], _folder["a/1.jpg"]);
        Directory.CreateSymbolicLink(_folder["a/circle"], _folder.Path);

        PictureList list = PictureList.Read(_folder.Path);

        Assert.Equal(["1.jpg", "2.jpg", "link.jpg"], list.Pictures.Select(picture => Path.GetFileName(picture.Name)));
    }

    [Theory]
    [InlineData("val/a/1.jpg", "test/a/2.jpg")]
    [InlineData("training_set/a/1.jpg", "test_set/a/2.jpg")]
    [InlineData("train/a/1.jpg", "Test-2/a/2.jpg")]
    public void Folders_that_look_like_splits_do_not_become_classes(params string[] names)
    {
        Touch(names);

        ErrorData error = Refused("");

        Assert.Equal(
            (ErrorKind.NotAllowed, "name them train, val and test, or give them other names if they are classes"),
            (error.Kind, error.Remedy));
    }

    [Theory]
    [InlineData("vale/a/1.jpg", "trainer/a/2.jpg")]
    [InlineData("testé/a/1.jpg", "b/2.jpg")]
    [InlineData("test/1.jpg", "dev/2.jpg")]
    public void Classes_may_have_names_that_begin_so_or_pictures(params string[] names)
    {
        Touch(names);

        Assert.Equal(2, PictureList.Read(_folder.Path).ClassNames.Count);
    }

    [Fact]
    public void Pictures_in_no_class_folder_are_counted_also_those_beside_splits()
    {
        Touch("train/a/1.jpg", "train/2.jpg", "3.jpg", "extra/b/4.jpg", "extra/notes.txt");

        PictureList list = PictureList.Read(_folder.Path);

        Assert.Equal((1, 3, 1), (list.Pictures.Count, list.WithoutClass, list.OtherFiles));
    }

    [Fact]
    public void A_folder_without_pictures_is_no_split_whatever_its_name()
    {
        Touch("train/a/1.jpg", "train/b/2.jpg", "training_logs/first/log.txt");

        Assert.Equal(2, PictureList.Read(_folder.Path).Pictures.Count);
    }

    [Fact]
    public void A_link_to_a_folder_in_which_it_lies_is_no_class()
    {
        Touch("photos/a/1.jpg", "photos/b/2.jpg");
        Directory.CreateSymbolicLink(_folder["photos/all"], ".");
        Directory.CreateSymbolicLink(_folder["linked"], "photos");

        foreach (string name in new[] { "photos", "linked" })
        {
            PictureList list = PictureList.Read(_folder[name]);
            Assert.Equal(["a", "b"], list.ClassNames);
            Assert.Equal("all", Assert.Single(list.Unreadable).Name);
        }
    }

    [Fact]
    public void A_first_row_of_other_names_is_refused()
    {
        Touch("a.jpg");
        Write("list.csv", "img,species\na.jpg,cat\n");
        ErrorData error = Refused("list.csv");
        Assert.Equal((1, "call them path and label"), (error.Line, error.Remedy));
        Write("list.csv", "gone.jpg,dog\na.jpg,cat\n");
        Assert.Equal(["cat", "dog"], PictureList.Read(_folder["list.csv"]).ClassNames);
    }

    [Fact]
    public void A_csv_names_paths_relative_to_itself_and_may_quote_them()
    {
        Touch("deep/a, b.jpg", "c.jpg");
        Write("list.csv", "label,path,split\r\ncat,\"deep/a, b.jpg\",train\r\n\"a \"\"dog\"\"\",c.jpg,\r\n");

        PictureList list = PictureList.Read(_folder["list.csv"]);

        Assert.Equal(["a \"dog\"", "cat"], list.ClassNames);
        Assert.Equal([Split.Train, null], list.Pictures.Select(picture => picture.Split));
        Assert.Equal([1], list.Pictures[0].Content.Read());
    }

    [Fact]
    public void A_csv_without_a_header_has_path_and_label()
    {
        Write("list.csv", "a.jpg,1\nb.jpg,0\n");

        PictureList list = PictureList.Read(_folder["list.csv"]);

        Assert.Equal([("a.jpg", "1"), ("b.jpg", "0")], list.Pictures.Select(picture => (picture.Name, picture.Label)));
        Assert.Equal("there is no such file", Assert.Throws<SaccadeException>(() => list.Pictures[0].Content.Read()).Error.Detail);
    }

    [Theory]
    [InlineData("a.jpg,cat\nb.jpg\n", 2)]
    [InlineData("path,label,split\na.jpg,cat,elsewhere\n", 2)]
    [InlineData("a.jpg,cat\n\"b.jpg,cat\n", 2)]
    public void A_row_that_lacks_something_is_refused_with_its_line(string content, int line)
    {
        Write("list.csv", content);

        ErrorData error = Assert.Throws<SaccadeException>(() => PictureList.Read(_folder["list.csv"])).Error;

        Assert.Equal((ErrorKind.Malformed, line), (error.Kind, error.Line));
    }

    [Fact]
    public async Task Parquet_files_have_pictures_labels_and_the_names_of_classes()
    {
        Directory.CreateDirectory(_folder["data"]);
        await WriteParquet(_folder["data/train-00000-of-00001.parquet"], [[[1], [2, 2]], [[3]]], [[1, 0], [1]]);
        await WriteParquet(_folder["data/test-00000-of-00001.parquet"], [[[4]]], [[0]]);

        PictureList list = PictureList.Read(_folder.Path);

        Assert.Equal(["zebra", "ape"], list.ClassNames);
        Assert.Equal(
            [("zebra", Split.Test, 1), ("ape", Split.Train, 1), ("zebra", Split.Train, 2), ("ape", Split.Train, 1)],
            list.Pictures.Select(picture => (picture.Label, picture.Split!.Value, picture.Content.Read().Length)));
        // Back and forth between row groups.
        Assert.Equal([[3], [1], [2, 2]], new[] { 3, 1, 2 }.Select(i => list.Pictures[i].Content.Read()));
        Assert.Equal(4, list.Pictures.Select(picture => picture.Content.Stamp).Distinct().Count());
    }

    [Fact]
    public async Task Rows_without_a_label_are_passed_over_and_classes_of_one_name_are_one()
    {
        await WriteParquet(_folder["a.parquet"], [[[1], [2], [3], [4]]], [[1, -1, 2, null]], names: "\"b\",\"a\",\"b\"");

        PictureList list = PictureList.Read(_folder["a.parquet"]);

        Assert.Equal(["b", "a"], list.ClassNames);
        Assert.Equal([("a.parquet#0", "a"), ("a.parquet#2", "b")], list.Pictures.Select(picture => (picture.Name, picture.Label)));
        Assert.Equal(
            [("a.parquet#1", "it has no label"), ("a.parquet#3", "it has no label")],
            list.Unreadable.Select(picture => (picture.Name, picture.Reason)));
    }

    [Fact]
    public async Task A_file_without_labels_names_its_columns()
    {
        await WriteParquet(_folder["a.parquet"], [[[1]]], [[0]], column: "species");
        Assert.EndsWith("its columns are image/bytes, image/path, species", Refused("a.parquet").Detail);
        await WriteParquet(_folder["b.parquet"], [[[1]]], [[null]]);
        Assert.Equal("none of its pictures has a label", Refused("b.parquet").Detail);
    }

    [Fact]
    public void What_is_no_list_is_refused()
    {
        Write("a.parquet", "PAR1 no more");
        Write("a.txt", "text");

        Assert.Equal(ErrorKind.Damaged, Refused("a.parquet").Kind);
        Assert.Equal(ErrorKind.NotAllowed, Refused("a.txt").Kind);
        Assert.Equal(ErrorKind.Missing, Refused("nowhere").Kind);
        Directory.CreateDirectory(_folder["empty"]);
        Assert.Equal(ErrorKind.Missing, Refused("empty").Kind);
    }

    [Fact]
    public void Parquet_metadata_of_lists_in_lists_are_refused()
    {
        byte[] lists = [.. Enumerable.Repeat((byte)0x19, 200_000)];
        _folder.Write("a.parquet", [.. "PAR1"u8, .. lists, .. BitConverter.GetBytes(lists.Length), .. "PAR1"u8]);

        Assert.Equal(ErrorKind.Damaged, Refused("a.parquet").Kind);
    }

    [Fact]
    public void Parquet_metadata_that_claim_more_than_they_have_take_no_memory()
    {
        // Version 1, and a schema of 2^31 − 1 elements.
        byte[] metadata = [0x15, 0x02, 0x19, 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0];
        _folder.Write("a.parquet", [.. "PAR1"u8, .. metadata, (byte)metadata.Length, 0, 0, 0, .. "PAR1"u8]);

        long before = GC.GetTotalAllocatedBytes();
        Assert.Equal(ErrorKind.Damaged, Refused("a.parquet").Kind);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64 << 20);
    }

    private static async Task WriteParquet(
        string path, byte[][][] groups, long?[][] labels, string names = "\"zebra\",\"ape\"", string column = "label")
    {
        DataField<byte[]> bytes = new("bytes");
        DataField<string> file = new("path");
        DataField<long?> label = new(column);
        ParquetSchema schema = new(new StructField("image", bytes, file), label);
        await using FileStream stream = File.Create(path);
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream);
        writer.CustomMetadata = new Dictionary<string, string>
        {
            ["huggingface"] = """{"info":{"features":{"label":{"names":[NAMES],"_type":"ClassLabel"}}}}""".Replace("NAMES", names),
        };
        foreach ((byte[][] pictures, long?[] numbers) in groups.Zip(labels))
        {
            using ParquetRowGroupWriter rows = writer.CreateRowGroup();
            await rows.WriteAsync(bytes, pictures);
            await rows.WriteAsync(file, (string[])[.. pictures.Select(_ => "x.jpg")]);
            await rows.WriteAsync<long>(label, (ReadOnlyMemory<long?>)numbers);
        }
    }

    private ErrorData Refused(string name) => Assert.Throws<SaccadeException>(() => PictureList.Read(_folder[name])).Error;

    private void Touch(params string[] names)
    {
        foreach (string name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
            _folder.Write(name, [1]);
        }
    }

    private void Write(string name, string content) => File.WriteAllText(_folder[name], content);
}
