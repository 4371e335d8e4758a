using System.Reflection;
using Saccade.Experiments.Engines;

namespace Saccade.Experiments.Extensions;

/// <summary>
/// Assemblies with tasks and cores of a user, which recipes name by <c>task.extension</c> and <c>model.core_extension</c>. Only the caller
/// names the files: no recipe and no model has an assembly loaded.
/// </summary>
public static class Extension
{
    /// <summary>The option of the command line that names the file of an assembly.</summary>
    public const string Option = "--extension";

    private const string TorchAssembly = "Saccade.Torch";

    private static readonly List<Assembly> s_assemblies = [];
    private static readonly List<string> s_files = [];

    /// <summary>Makes the tasks of an assembly known to recipes, and its cores to models.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <exception cref="SaccadeException">An assembly that it needs is missing, or the constructor of a core fails.</exception>
    public static void Add(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        AddCores(assembly);
        AddNew(s_assemblies, assembly);
    }

    /// <summary>Loads an assembly, whose code runs with the rights of this process, and makes its tasks and cores known.</summary>
    /// <param name="path">The file of the assembly; those that it needs lie beside it.</param>
    /// <exception cref="SaccadeException">
    /// The file is missing or no assembly of .NET, an assembly that it needs is missing, or the constructor of a core fails.
    /// </exception>
    public static void Load(string path)
    {
        try
        {
            Add(Assembly.LoadFrom(InputFile.Read(path, file => file.Name)));
            AddNew(s_files, path);
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException)
        {
            throw new SaccadeException(
                new(ErrorKind.Damaged, path, "it is no assembly of .NET", "give the .dll of a class library that 'dotnet build' made"), e);
        }
    }

    /// <summary>The files that were loaded, as their paths were given.</summary>
    internal static IReadOnlyList<string> Files => Copy(s_files);

    /// <summary>The assemblies that are known, each once.</summary>
    internal static IReadOnlyList<Assembly> Assemblies => Copy(s_assemblies);

    /// <summary>The options of a command that load files, with a space before each.</summary>
    internal static string Options(IEnumerable<string> files) =>
        string.Concat(files.Select(file => $" {Option} {ShellWord.Quote(file)}"));

    /// <summary>Makes the cores of an assembly known: its public classes with a constructor without parameters.</summary>
    private static void AddCores(Assembly assembly)
    {
        try
        {
            foreach (Type type in assembly.GetExportedTypes().Where(IsCore))
            {
                CustomCores.Add((ICustomCore)Create(type));
            }
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or TypeLoadException)
        {
            string needed = (e as FileNotFoundException)?.FileName?.Split(',')[0] ?? e.Message;
            throw new SaccadeException(
                new(ErrorKind.Missing, assembly.Location, Detail: $"it needs {needed}, which is not there", Remedy: needed == TorchAssembly
                    ? $"build the program with the Torch engine: '{EngineFactory.BuildWithTorch}'"
                    : "put it beside the file"), e);
        }

        static bool IsCore(Type type) =>
            typeof(ICustomCore).IsAssignableFrom(type) && !type.IsAbstract && type.GetConstructor(Type.EmptyTypes) is not null;
    }

    /// <summary>Calls the constructor of a class; what it throws becomes one line that names file and class.</summary>
    private static object Create(Type type)
    {
        try
        {
            return Activator.CreateInstance(type)!;
        }
        catch (TargetInvocationException e)
        {
            Exception cause = e.GetBaseException();
            throw new SaccadeException(new(
                ErrorKind.Other, type.Assembly.Location, $"the constructor of {type} threw {cause.GetType().Name}: {cause.Message}",
                "correct the class"), cause);
        }
    }

    private static void AddNew<T>(List<T> list, T item)
    {
        lock (list)
        {
            if (!list.Contains(item))
            {
                list.Add(item);
            }
        }
    }

    private static T[] Copy<T>(List<T> list)
    {
        lock (list)
        {
            return [.. list];
        }
    }

    /// <summary>Creates the task of a class.</summary>
    /// <param name="name">The full name of the class.</param>
    /// <exception cref="OptionException">No loaded assembly has such a task.</exception>
    /// <exception cref="SaccadeException">Its constructor fails.</exception>
    internal static ITask CreateTask(string name)
    {
        Type? type = Assemblies.Select(assembly => assembly.GetType(name)).FirstOrDefault(type => type is not null);
        return type is null ? throw Refused("no loaded assembly has a class of this name", $"name its file with {Option} FILE.dll")
            : typeof(ITask).IsAssignableFrom(type) && type.GetConstructor(Type.EmptyTypes) is not null ? (ITask)Create(type)
            : throw Refused("the class is no Saccade.Tasks.ITask with a public constructor without parameters", "change the class");

        OptionException Refused(string detail, string remedy) =>
            new(new(ErrorKind.Unknown, Key: "task.extension", Value: name, Detail: detail, Remedy: remedy));
    }
}
