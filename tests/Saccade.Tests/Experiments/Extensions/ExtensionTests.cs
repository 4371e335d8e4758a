using System.Reflection;
using System.Reflection.Emit;
using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Experiments.Config;
using Saccade.Experiments.Extensions;
using Saccade.Experiments.Runs;
using Saccade.Networks;
using Saccade.Tasks;
using Saccade.Tests.Checkpoints;
using Saccade.Tests.Tasks;
using Saccade.Tests.Torch.Networks;
using Saccade.Torch;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Extensions;

/// <summary>This assembly is the extension: its <see cref="MovingBars"/> is a task, its <see cref="SumCore"/> a core of a user.</summary>
public sealed class ExtensionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_task_outlives_its_program_as_a_run_that_is_opened_again()
    {
        Extension.Load(typeof(MovingBars).Assembly.Location);
        using (TrainingRun run = TrainingRun.Start(Recipe(typeof(MovingBars).FullName!), _folder["run"], new() { Threads = 1 }))
        {
            run.Train(new Silence());
        }

        TrainedModel opened = TrainedModel.Open(_folder["run"]);
        Assert.Equal(new MovingBars().ClassNames, opened.ClassNames);
        ITask task = opened.OpenTask(dataFolder: null);
        Assert.IsType<MovingBars>(task);
        using IEngine engine = opened.CreateEngine(threads: 1);
        Assert.InRange(Evaluator.Evaluate(engine, task.Test(), new EvaluationOptions()).ErrorPercent, 0, 100);
    }

    [Fact]
    public void A_core_outlives_its_program_as_a_run_that_is_resumed_and_opened_again()
    {
        Extension.Load(typeof(SumCore).Assembly.Location);
        Recipe recipe = Recipe(typeof(MovingBars).FullName!).With(
            ["model.core=extension", $"model.core_extension={typeof(SumCore).FullName}", "training.epochs=2"]);
        using (TrainingRun run = TrainingRun.Start(recipe, _folder["run"], new() { Threads = 1 }))
        {
            using CancellationTokenSource stop = new();
            Assert.Throws<OperationCanceledException>(() => run.Train(new StopAfterFirst(stop), stop.Token));
        }
        using (TrainingRun run = TrainingRun.Resume(_folder["run"], new()))
        {
            run.Train(new Silence());
        }

        TrainedModel opened = TrainedModel.Open(_folder["run"]);
        Assert.Equal(typeof(SumCore).FullName, opened.File.Model.CoreExtension);
        Assert.Contains(opened.File.Weights, tensor => tensor.Name == "core.glimpse.weight");
        using IEngine engine = opened.CreateEngine(threads: 1);
        Assert.IsType<TorchEngine>(engine);
        Assert.InRange(
            Evaluator.Evaluate(engine, opened.OpenTask(dataFolder: null).Test(), new EvaluationOptions()).ErrorPercent, 0, 100);
    }

    [Fact]
    public void The_options_load_the_same_files_again()
    {
        string path = typeof(MovingBars).Assembly.Location;
        Extension.Load(path);
        Extension.Load(path);
        Assert.Equal($" --extension {ShellWord.Quote(path)}", Extension.Options(Extension.Files));
        Assert.Equal(" --extension Saccade.Tests.dll", Recipe(typeof(MovingBars).FullName!).ExtensionOptions(Path.GetFileName));
        Assert.Equal("", new Recipe { Name = "digits" }.ExtensionOptions());
        Assert.Single(Extension.Assemblies, typeof(MovingBars).Assembly);
    }

    [Fact]
    public void A_constructor_that_fails_is_named_with_its_file_and_its_reason()
    {
        // A core is created as soon as its file is loaded, a task when a recipe names it.
        string core = Compiled("Cores.Broken", typeof(ICustomCore));
        Named(Assert.Throws<SaccadeException>(() => Extension.Load(core)), core, "Cores.Broken");
        string task = Compiled("Tasks.Broken", typeof(ITask));
        // Not by its file: the files that commands name are those of all tests.
        Extension.Add(Assembly.LoadFrom(task));
        Named(Assert.Throws<SaccadeException>(() => RecipeTask.Open(Recipe("Tasks.Broken"), dataFolder: null)), task, "Tasks.Broken");

        static void Named(SaccadeException error, string path, string type)
        {
            Assert.Equal((ErrorKind.Other, path), (error.Error.Kind, error.Error.Path));
            Assert.Contains($"{type} threw InvalidOperationException: out of bars", error.Message);
            Assert.IsType<InvalidOperationException>(error.InnerException);
        }
    }

    [Fact]
    public void A_class_that_no_assembly_has_or_that_is_no_task_is_refused()
    {
        Extension.Load(typeof(MovingBars).Assembly.Location);
        foreach (string name in new[] { "Nowhere.Task", typeof(ExtensionTests).FullName! })
        {
            OptionException error = Assert.Throws<OptionException>(() => RecipeTask.Open(Recipe(name), dataFolder: null));
            Assert.Equal((ErrorKind.Unknown, "task.extension", name), (error.Error.Kind, error.Error.Key, error.Error.Value));
        }
    }

    [Fact]
    public void A_model_made_for_another_task_is_refused()
    {
        Extension.Load(typeof(MovingBars).Assembly.Location);
        Recipe recipe = Recipe(typeof(MovingBars).FullName!).With(["model.classes=9"]);
        Assert.Equal("model.classes", Assert.Throws<OptionException>(() => RecipeTask.Open(recipe, dataFolder: null)).Error.Key);
    }

    [Fact]
    public void What_is_no_assembly_is_refused()
    {
        File.WriteAllText(_folder["text.dll"], "no assembly");
        SaccadeException damaged = Assert.Throws<SaccadeException>(() => Extension.Load(_folder["text.dll"]));
        Assert.Equal((ErrorKind.Damaged, _folder["text.dll"]), (damaged.Error.Kind, damaged.Error.Path));
        Assert.Equal(ErrorKind.Missing, Assert.Throws<SaccadeException>(() => Extension.Load(_folder["none.dll"])).Error.Kind);
    }

    /// <summary>An assembly with one class, whose constructor throws.</summary>
    private string Compiled(string name, Type contract)
    {
        PersistedAssemblyBuilder assembly = new(new AssemblyName(name), typeof(object).Assembly);
        TypeBuilder type = assembly.DefineDynamicModule(name).DefineType(name, TypeAttributes.Public, typeof(object), [contract]);
        ILGenerator constructor = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, []).GetILGenerator();
        constructor.Emit(OpCodes.Ldstr, "out of bars");
        constructor.Emit(OpCodes.Newobj, typeof(InvalidOperationException).GetConstructor([typeof(string)])!);
        constructor.Emit(OpCodes.Throw);
        foreach (MethodInfo method in contract.GetMethods().Where(method => method.IsAbstract))
        {
            ILGenerator body = type.DefineMethod(
                method.Name, MethodAttributes.Public | MethodAttributes.Virtual, method.ReturnType,
                [.. method.GetParameters().Select(parameter => parameter.ParameterType)]).GetILGenerator();
            body.Emit(OpCodes.Ldnull);
            body.Emit(OpCodes.Throw);
        }
        type.CreateType();
        string path = _folder[$"{name}.dll"];
        assembly.Save(path);
        return path;
    }

    private static Recipe Recipe(string task)
    {
        MovingBars bars = new();
        return new()
        {
            Name = "bars",
            Task = new() { Kind = Saccade.Data.TaskKind.Extension, Extension = task },
            Model = new()
            {
                Channels = bars.Size.Channels,
                Classes = bars.ClassNames.Count,
                Glimpses = MovingBars.EpisodeSteps,
                Hidden = 8,
                GlimpseHidden = 4,
                GlimpseFeatures = 8,
                Sensor = new() { PatchSide = 4 },
            },
            Training = new() { Epochs = 1, BatchSize = 32 },
        };
    }

    private sealed class Silence : ITrainingObserver;

    private sealed class StopAfterFirst(CancellationTokenSource stop) : ITrainingObserver
    {
        public void EpochDone(Trainer trainer, EpochMetrics metrics, bool best) => stop.Cancel();
    }
}
