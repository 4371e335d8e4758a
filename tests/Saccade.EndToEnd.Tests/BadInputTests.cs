namespace Saccade.EndToEnd.Tests;

/// <summary>
/// Wrong input of every command and option: exit code 2 for how the program was called and 1 for what it found, one
/// line that says what is wrong, and nothing left behind.
/// </summary>
public sealed class BadInputTests(PlayedCalls calls) : IClassFixture<PlayedCalls>
{
    private const int Failure = 1;
    private const int Usage = 2;
    private const string Counted = "three.images";

    [Theory]
    [InlineData("A command is missing; the commands are train, eval, look, figures, report, predict, trace, ")]
    [InlineData("There is no command 'trian'; the commands are train, ", "trian")]
    [InlineData("There is no option '--fast'", "--fast")]
    [InlineData("There is no option '--fast'", "train", "--fast")]
    [InlineData("There is no option '--fast'", "eval", "--fast")]
    [InlineData("'--fast'", "eval", "RUN", "--fast")]
    [InlineData("'--fromat'. Did you mean --format?", "figures", "RUN", "--fromat")]
    [InlineData("'RUN_OR_MODEL'", "eval")]
    [InlineData("'RUN_OR_MODEL'", "look")]
    [InlineData("'RUN_OR_MODEL'", "info")]
    [InlineData("'RUN_OR_MODEL'", "figures")]
    [InlineData("'RUN_OR_MODEL'", "report")]
    [InlineData("'RUN_OR_MODEL'", "trace", "--out", "t.npz")]
    [InlineData("'RUN'", "release")]
    [InlineData("There is no option '--fast'", "release", "--fast")]
    [InlineData("'--out' is required", "trace", "RUN")]
    [InlineData("File of traces was 't.txt'; it may be any that ends in .npz or .json", "trace", "RUN", "--out", "t.txt")]
    [InlineData("--labels belongs to --images", "trace", "RUN", "--out", "t.npz", "--labels", "three.labels")]
    [InlineData("--count was 4; it may be 1 to 3", "trace", "RUN", "--out", "t.npz", "--images", Counted, "--count", "4")]
    [InlineData("--count was 101; it may be 1 to 100", "trace", "RUN", "--out", "t.npz", "--count", "101")]
    [InlineData("--count was '0'", "trace", "RUN", "--out", "t.npz", "--count", "0")]
    [InlineData("--images was ''", "trace", "RUN", "--out", "t.npz", "--images", "")]
    [InlineData("--split was 'train'; it may be validation, test", "report", "RUN", "--split", "train")]
    [InlineData("--split was 'train'; it may be validation, test", "figures", "RUN", "--split", "train")]
    [InlineData("--images was '0'; it may be a whole number from 1 to 200", "report", "RUN", "--images", "0")]
    [InlineData("--format was 'gif'; it may be png, svg", "figures", "RUN", "--format", "gif")]
    [InlineData("--theme was 'blue'; it may be light, dark", "figures", "RUN", "--theme", "blue")]
    [InlineData("--scale was '5'; it may be a whole number from 1 to 4", "figures", "RUN", "--scale", "5")]
    [InlineData("--out cannot be given with --ascii", "look", "RUN", "--ascii", "--out", "new")]
    [InlineData("There is no option '--thread'. Did you mean --threads?", "train", "--thread", "2")]
    [InlineData("There is no option '--recipe'.", "train", "--recipe", "quickstart")]
    [InlineData("There is no option '--epochs'. Did you mean --set training.epochs=VALUE?", "train", "quickstart", "--epochs", "3")]
    [InlineData("There is no option '--batch-size'. Did you mean --set training.batch_size=VALUE?", "train", "--batch-size", "20")]
    [InlineData("--model was 'lstm'; it may be attention, ", "train", "--model", "lstm")]
    [InlineData("There is no option '--kind'.", "train", "--kind", "adam")]
    [InlineData("there is no option training.batch; did you mean training.batch_size?", "train", "--set", "training.batch=20")]
    [InlineData("There is no option '--epochs'.", "eval", "RUN", "--epochs", "3")]
    [InlineData("'mnist-28' is one argument too many", "train", "quickstart", "mnist-28")]
    [InlineData("'more'", "info", "RUN", "more")]
    [InlineData("'more'", "train", "quickstart", "more")]
    [InlineData("'more'", "doctor", "more")]
    [InlineData("--seed was 'x'; it may be a whole number", "train", "--seed", "x")]
    [InlineData("--seed was '1e99'", "eval", "RUN", "--seed", "1e99")]
    [InlineData("--seed", "train", "--seed")]
    [InlineData("--seed", "train", "--seed", "1", "--seed", "2")]
    [InlineData("--threads was '0'; it may be a whole number from 1 to 1024", "train", "--threads", "0")]
    [InlineData("--engine was 'slow'; it may be cpu, torch", "train", "--engine", "slow")]
    [InlineData("--device was 'tpu'; it may be cpu, cuda", "train", "--device", "tpu")]
    [InlineData("device was 'cuda'; the CPU engine computes on the processor. Leave out --engine cpu or --device.", "train", "--engine",
        "cpu", "--device", "cuda")]
    [InlineData("cannot be given with --resume", "train", "--engine", "torch", "--resume", "young")]
    [InlineData("--threads was 'all'", "eval", "RUN", "--threads", "all")]
    [InlineData("--rollouts was '0'; it may be a whole number from 1 ", "eval", "RUN", "--rollouts", "0")]
    [InlineData("--glimpses was '-1'; it may be a whole number from 1 ", "eval", "RUN", "--glimpses", "-1")]
    [InlineData("--glimpses was '2.5'", "look", "RUN", "--glimpses", "2.5")]
    [InlineData("--policy was 'foo'; it may be mean, sample", "eval", "RUN", "--policy", "foo")]
    [InlineData("--policy was 'Mean'", "look", "RUN", "--policy", "Mean")]
    [InlineData("--images was '0'; it may be a whole number from 1 to 400", "look", "RUN", "--images", "0")]
    [InlineData("--run was ''; it may be the path of", "train", "--run", "")]
    [InlineData("--resume was ' '", "train", "--resume", " ")]
    [InlineData("--out was ''", "look", "RUN", "--out", "")]
    [InlineData("--data was ''", "doctor", "--data", "")]
    [InlineData("Give a RECIPE, or pictures", "data", "--out", "new")]
    [InlineData("There is no option '--fast'", "data", "--fast", "--out", "new")]
    [InlineData("'--out' is required", "data", "quickstart")]
    [InlineData("--out was ''", "data", "quickstart", "--out", "")]
    [InlineData("--count was '0'; it may be a whole number from 1 ", "data", "quickstart", "--out", "new", "--count", "0")]
    [InlineData("--count was '-3'", "data", "quickstart", "--out", "new", "--count", "-3")]
    [InlineData("--count was 401; it may be 1 to 400, because a contact sheet shows no more", "data", "quickstart", "--out", "new",
        "--count", "401")]
    [InlineData("--count was 5001; it may be 1 to 5000, because there are no more images", "data", "quickstart", "--out", "new", "--count",
        "5001", "--format", "idx")]
    [InlineData("--split was 'all'; it may be train, validation, test", "data", "quickstart", "--out", "new", "--split", "all")]
    [InlineData("--format was 'gif'; it may be png, idx, npz", "data", "quickstart", "--out", "new", "--format", "gif")]
    [InlineData("--seed was 'x'", "data", "quickstart", "--out", "new", "--seed", "x")]
    [InlineData("There is no recipe 'nope'", "data", "nope", "--out", "new")]
    [InlineData(
        "task.clutter_patches was -1; it may be 0 to 1000", "data", "quickstart", "--out", "new", "--set", "task.clutter_patches=-1")]
    [InlineData("--test-images and --test-labels go together", "eval", "RUN", "--test-images", Counted)]
    [InlineData("--test-images and --test-labels go together", "eval", "RUN", "--test-labels", "three.labels")]
    [InlineData("cannot be given with --resume", "train", "quickstart", "--resume", "young")]
    [InlineData("cannot be given with --resume", "train", "--run", "new", "--resume", "young")]
    [InlineData("cannot be given with --resume", "train", "--init", "quickstart", "--resume", "young")]
    [InlineData("cannot be given with --resume", "train", "--seed", "0", "--resume", "young")]
    [InlineData("cannot be given with --resume", "train", "--set", "training.epochs=3", "--resume", "young")]
    public Task The_call_is_wrong(string message, params string[] arguments) => Refuses(Usage, message, arguments);

    [Theory]
    [InlineData("There is no recipe 'quickstrat'; did you mean quickstart?", "quickstrat")]
    [InlineData("There is no recipe ''", "")]
    [InlineData("file: it is not a recipe; the name of a recipe's file ends in .toml", "file")]
    [InlineData("none.toml: there is no such recipe file", "none.toml")]
    [InlineData("unknown.toml(2,1): there is no option model.sigmar; did you mean model.sigma?", "unknown.toml")]
    [InlineData("malformed.toml(1,", "malformed.toml")]
    [InlineData("--set training: it may be key=value", "--set", "training")]
    [InlineData("--set =3: it may be key=value", "--set", "=3")]
    [InlineData("there is no option training.epoch; did you mean training.epochs?", "--set", "training.epoch=3")]
    [InlineData("training.epochs was the text 'many'; it may be a whole number", "--set", "training.epochs=many")]
    [InlineData("training.epochs was the number 1.5; it may be a whole number", "--set", "training.epochs=1.5")]
    [InlineData("training.epochs was 0; it may be 1 to 100000", "--set", "training.epochs=0")]
    [InlineData("model.sigma was 7; it may be 0.001 to 2", "--set", "model.sigma=7")]
    [InlineData("model.core was the text 'gru'; it may be relu, lstm", "--set", "model.core=gru")]
    [InlineData("training was the whole number 3; it may be a table", "--set", "training=3")]
    [InlineData("task.frame_width was 20; it may be 28 to 4096", "--set", "task.frame_width=20")]
    [InlineData("final_rate was 0; it may be above 0", "--set", "training.schedule.kind=exponential")]
    [InlineData("Use fewer scales or a smaller scale factor", "--set", "model.sensor.scales=8", "--set", "model.sensor.scale_factor=8")]
    public Task The_recipe_or_an_option_of_it_is_wrong(string message, params string[] arguments) =>
        Refuses(Usage, message, ["train", "--run", "new", .. arguments]);

    [Theory]
    [InlineData(Usage, "task.training_images was empty; it may be the path of an IDX file", "task.training_images=")]
    [InlineData(Failure, "nothing'; there is no such file", "task.training_images=nothing")]
    [InlineData(Failure, "empty: cannot be read: it is a folder. Give the IDX file", "task.training_images=empty")]
    [InlineData(Failure, "file: it is not an IDX file", "task.training_images=file")]
    [InlineData(Failure, "cut.images: is damaged: its header claims", "task.training_images=cut.images")]
    [InlineData(Failure, "rank was 1; it may be 3 or 4 for images. Are images and labels swapped?", "task.training_images=three.labels")]
    [InlineData(Failure, "holds 2 labels", "task.training_labels=two.labels")]
    [InlineData(Usage, "model.classes was 10; it may be 27 or more, because task.training_labels has the label 26",
        "task.training_labels=letters.labels")]
    [InlineData(Usage, "model.channels was 1; it may be 3, because the images of task.training_images have as many",
        "task.training_images=coloured.images")]
    [InlineData(Usage, "task.validation_digits was 3; it may be 1 to 2, because there are 3 digits, of which at least one",
        "task.validation_digits=3")]
    [InlineData(Usage, "task.frame_width was 27; it may be 28 to 4096, because a digit of 28×28 must fit", "task.frame_width=27")]
    [InlineData(Usage, "task.clutter_side was 29; it may be 1 to 28, because patches are cut from digits of 28×28",
        "task.clutter_patches=1", "task.clutter_side=29")]
    [InlineData(Usage, "task.clutter_patches was 1; it may be 0, because patches come from digits that are not on the frame",
        "task.clutter_patches=1")]
    public async Task Digits_out_of_files_do_not_fit(int exitCode, string message, params string[] assignments)
    {
        string[] digits = Options.Set(
            ["task.digits=idx", "task.training_images=three.images", "task.training_labels=three.labels", "task.validation_digits=1",
                .. assignments]);
        await Refuses(exitCode, message, ["train", "--run", "new", .. digits]);
        await Refuses(exitCode, message, ["data", "quickstart", "--split", "train", "--out", "new", .. digits]);
    }

    [Theory]
    [InlineData("nowhere: there is no run folder here", "--resume", "nowhere")]
    [InlineData("empty: the folder holds no run: it lacks recipe.toml or run.json", "--resume", "empty")]
    [InlineData("file: there is no run folder here", "--resume", "file")]
    [InlineData("full: the folder is not empty. Choose another --run folder", "--run", "full")]
    [InlineData("young: it already holds a run. Continue it with --resume young", "--run", "young")]
    [InlineData("file: it is a file. A run needs a folder", "--run", "file")]
    [InlineData("file/new/checkpoints: cannot be written", "--run", "file/new")]
    [InlineData("Data folder was 'empty'; the folder lacks train-images-idx3-ubyte.gz, ", "mnist-28", "--run", "new", "--data", "empty")]
    [InlineData("Data folder was 'empty'; the folder lacks ", "mnist-28", "--run", "empty", "--data", "empty")]
    [InlineData("Data folder was 'file'; it is a file and must be a folder", "mnist-28", "--run", "new", "--data", "file")]
    [InlineData("Data folder was 'nowhere'; the folder does not exist", "mnist-28", "--run", "new", "--data", "nowhere")]
    [InlineData("empty: cannot be read: it is a folder", "./empty", "--run", "new")]
    public Task What_training_needs_is_not_there(string message, params string[] arguments) =>
        Refuses(Failure, message, ["train", .. arguments]);

    [Theory]
    [InlineData("There is no run folder or model file 'catch'; of the recipe of this name no model is built in: train one with 'saccade "
        + "train catch'", "catch")]
    [InlineData("There is no run folder or model file 'nowhere'; give a folder that 'saccade train' made, or its model.safetensors, or "
        + "the name of a built-in model: ", "nowhere")]
    [InlineData("empty: the folder holds no run", "empty")]
    [InlineData("full: the folder holds no run", "full")]
    [InlineData("young: the run holds no model yet; one is written after the first epoch", "young")]
    [InlineData("file: is damaged: it ", "file")]
    [InlineData("truncated: is damaged", "truncated")]
    [InlineData("flipped: is damaged", "flipped")]
    [InlineData("checkpoint: it is not a Saccade model", "checkpoint")]
    [InlineData("incomplete: glimpse.what.weight: there is ", "incomplete")]
    [InlineData("nan: glimpse.what.weight: the tensor contains NaN or infinity", "nan")]
    [InlineData("newer: saccade_model was 3; this program reads versions up to 2", "newer")]
    [InlineData("contradicting: model.glimpses: it is 3 in the file's recipe and 6 in its model's options", "contradicting")]
    [InlineData("'mnist'; did you mean mnist-28?", "mnist")]
    [InlineData("damaged/recipe.toml(1,", "damaged")]
    [InlineData("blank/recipe.toml: is damaged: it is empty", "blank")]
    [InlineData("garbled/run.json(2): is damaged: its JSON is wrong", "garbled")]
    public async Task What_is_to_be_looked_at_is_no_model(string message, string model)
    {
        await Refuses(Failure, message, ["eval", model]);
        await Refuses(Failure, message, ["eval", model, "--json"]);
        await Refuses(Failure, message, ["look", model]);
        await Refuses(Failure, message, ["figures", model]);
        await Refuses(Failure, message, ["report", model]);
        await Refuses(Failure, message, ["trace", model, "--out", "t.json"]);
        await Refuses(Failure, message, ["info", model]);
    }

    [Theory]
    [InlineData("Give the images by --test-images.", "eval", "converted")]
    [InlineData("Give the images by --images.", "trace", "converted", "--out", "t.json")]
    [InlineData("Give a run folder, or pictures by --test-images.", "look", "converted")]
    [InlineData("Give a run folder, or pictures by --test-images.", "figures", "converted")]
    [InlineData("Give a run folder, or a model.safetensors that 'saccade train' wrote.", "report", "converted")]
    public Task A_model_without_a_recipe_has_no_images(string remedy, params string[] arguments) =>
        Refuses(Usage, "converted: recipe: the file states none, so the task of the model is unknown. " + remedy, arguments);

    [Theory]
    [InlineData("info", "converted")]
    [InlineData("eval", "converted", "--test-images", "three.images", "--test-labels", "three.labels", "--threads", "1")]
    public async Task A_model_without_a_recipe_opens(params string[] arguments) => (await calls.Call(arguments)).Succeeded();

    [Theory]
    [InlineData("nothing: there is no such file", "nothing", "three.labels")]
    [InlineData("nothing: there is no such file", Counted, "nothing")]
    [InlineData("file: it is not an IDX file", "file", "three.labels")]
    [InlineData("file: it is not an IDX file", Counted, "file")]
    [InlineData("cut.images: is damaged: its header claims", "cut.images", "three.labels")]
    [InlineData("three.labels: rank was 1; it may be 3 or 4 for images. Are images and labels swapped?", "three.labels", Counted)]
    [InlineData("three.images: number of images was 3; two.labels holds 2 labels", Counted, "two.labels")]
    [InlineData("label of image 1 was 26; it may be 0 to 9", Counted, "letters.labels")]
    [InlineData("coloured.images: number of channels was 3; it may be 1", "coloured.images", "three.labels")]
    public async Task Images_to_evaluate_a_model_on_are_wrong(string message, string images, string labels)
    {
        await Refuses(Failure, message, ["eval", "RUN", "--test-images", images, "--test-labels", labels]);
        await Refuses(Failure, message, ["eval", "RUN", "--json", "--test-images", images, "--test-labels", labels]);
    }

    [Theory]
    [InlineData("nothing: there is no such file", "nothing")]
    [InlineData("file: it is neither an IDX file nor a picture", "file")]
    [InlineData("empty: it holds no picture. Give a folder with a subfolder of pictures for each class", "empty")]
    [InlineData("cut.images: is damaged: its header claims", "cut.images")]
    [InlineData("cut.png: is damaged: the PNG file is damaged or truncated", "cut.png")]
    [InlineData("three.labels: rank was 1", "three.labels")]
    [InlineData("coloured.images: number of channels was 3; it may be 1", "coloured.images")]
    [InlineData("three.images: number of images was 3; two.labels holds 2 labels", Counted, "--labels", "two.labels")]
    public Task Images_to_trace_a_model_on_are_wrong(string message, params string[] images) =>
        Refuses(Failure, message, ["trace", "RUN", "--out", "t.npz", "--images", .. images]);

    [Fact]
    public async Task Reports_figures_and_traces_that_can_not_be_written_are_an_error()
    {
        await Refuses(Failure, "nowhere/report.html: cannot be written: the folder",
            ["report", "RUN", "--threads", "1", "--images", "1", "--out", "nowhere/report.html"]);
        await Refuses(Usage, "--out was 'README.md'; it may be any name that ends in .html.", ["report", "RUN", "--out", "README.md"]);
        await Refuses(
            Failure, "file/figures: cannot be written", ["figures", "RUN", "--threads", "1", "--scale", "1", "--out", "file/figures"]);
        await Refuses(Failure, "nowhere/t.npz: cannot be written: the folder",
            ["trace", "RUN", "--threads", "1", "--count", "1", "--out", "nowhere/t.npz"]);
        await Refuses(Usage, "task.kind was 'catch'; catch has no set of images", ["data", "catch", "--out", "sheet"]);
    }

    [Theory]
    [InlineData("There is no run folder or model file 'nowhere'", "nowhere")]
    [InlineData("empty: the folder holds no run", "empty")]
    [InlineData("young: the run is not finished, 0 of 2 epochs are done. Continue with 'saccade train --resume young'", "young")]
    [InlineData("the run was not evaluated yet. 'saccade eval ", "RUN")]
    public Task What_is_to_be_released_is_no_finished_run(string message, string run) => Refuses(Failure, message, ["release", run]);

    [Fact]
    public Task Pictures_that_can_not_be_written_are_an_error() =>
        Refuses(Failure, "file/pictures: cannot be written", ["look", "RUN", "--images", "1", "--threads", "1", "--out", "file/pictures"]);

    [Theory]
    [InlineData("png")]
    [InlineData("idx")]
    [InlineData("npz")]
    public Task Images_that_can_not_be_written_are_an_error(string format) =>
        Refuses(Failure, "file/new: cannot be written", ["data", "quickstart", "--out", "file/new", "--format", format, "--count", "1"]);

    [Fact]
    public Task Data_that_can_not_be_downloaded_are_an_error() =>
        Refuses(Failure, "train-images-idx3-ubyte.gz: the download failed", ["train", "mnist-28", "--run", "new"]);

    private Task Refuses(int exitCode, string message, string[] arguments) => calls.Refuses(exitCode, message, arguments);
}
