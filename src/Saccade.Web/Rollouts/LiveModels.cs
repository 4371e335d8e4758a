using System.Diagnostics.CodeAnalysis;
using Saccade.Experiments.Runs;

namespace Saccade.Web.Rollouts;

/// <summary>
/// The models of the page, by the names that requests use; no request names a file. The model of a run in its first epoch joins them when
/// that epoch is done.
/// </summary>
internal sealed class LiveModels : IDisposable
{
    private readonly Lock _lock = new();
    private readonly UniqueNames _names = new();
    private readonly List<LiveModel> _models = [];
    private readonly List<RunFolder> _awaited;
    private readonly int _threads;
    private readonly bool _acceptChanged;
    private readonly Action<string>? _report;

    private LiveModels(IEnumerable<string> awaited, int threads, bool acceptChanged, Action<string>? report) =>
        (_awaited, _threads, _acceptChanged, _report) = ([.. awaited.Select(RunFolder.Open)], threads, acceptChanged, report);

    /// <summary>All, in the order in which they were given or joined.</summary>
    public IReadOnlyList<LiveModel> All
    {
        get
        {
            lock (_lock)
            {
                _awaited.RemoveAll(Join);
                return [.. _models];
            }
        }
    }

    /// <summary>The folders of the runs that they belong to.</summary>
    public IEnumerable<string> RunFolders => All.Select(model => model.Trained.Run?.Path).OfType<string>();

    /// <summary>Loads models.</summary>
    /// <param name="paths">Run folders and model files.</param>
    /// <param name="awaited">Runs in their first epoch.</param>
    /// <param name="threads">Threads to compute with.</param>
    /// <param name="acceptChanged">Whether to show model files whose content was changed after it was written.</param>
    /// <param name="report">Receives a line when an awaited model joins, or cannot be shown.</param>
    /// <exception cref="SaccadeException">There is none, or one cannot be read or shown.</exception>
    public static LiveModels Open(
        IReadOnlyList<string> paths, IReadOnlyList<string>? awaited = null, int threads = 1, bool acceptChanged = false,
        Action<string>? report = null)
    {
        if (paths.Count == 0)
        {
            throw new SaccadeException(new(
                ErrorKind.Missing, Detail: "there is no model to show", Remedy: "train one with 'saccade train' and give its run folder"));
        }
        LiveModels models = new(awaited ?? [], threads, acceptChanged, report);
        try
        {
            foreach (string path in paths)
            {
                models.Add(path);
            }
            return models;
        }
        catch
        {
            models.Dispose();
            throw;
        }
    }

    public bool TryFind(string id, [NotNullWhen(true)] out LiveModel? model)
    {
        model = All.FirstOrDefault(model => model.Id == id);
        return model is not null;
    }

    public void Dispose() => _models.ForEach(model => model.Dispose());

    private void Add(string path)
    {
        TrainedModel trained = TrainedModel.Open(path, new() { AcceptChanged = _acceptChanged });
        _models.Add(LiveModel.Open(trained, _names.For(path), _threads));
    }

    /// <summary>Adds the model of a run if it is there by now.</summary>
    /// <returns>Whether it need not be awaited any longer.</returns>
    private bool Join(RunFolder run)
    {
        if (!File.Exists(run.ModelPath))
        {
            return false;
        }
        try
        {
            Add(run.Path);
            _report?.Invoke(_models[^1].Description);
        }
        catch (SaccadeException e)
        {
            _report?.Invoke(e.Message);
        }
        return true;
    }
}
