using System.Diagnostics.CodeAnalysis;
using Saccade.Experiments.Runs;

namespace Saccade.Web.Rollouts;

/// <summary>The models of the page, by the names that requests use; no request names a file.</summary>
internal sealed class LiveModels : IDisposable
{
    private readonly Dictionary<string, LiveModel> _byId;

    private LiveModels(IReadOnlyList<LiveModel> all) => (All, _byId) = (all, all.ToDictionary(model => model.Id));

    /// <summary>All, in the order in which they were given.</summary>
    public IReadOnlyList<LiveModel> All { get; }

    /// <summary>The folders of the runs that they belong to.</summary>
    public IEnumerable<string> RunFolders => All.Select(model => model.Trained.Run?.Path).OfType<string>();

    /// <summary>Loads models.</summary>
    /// <exception cref="SaccadeException">There is none, or one cannot be read or shown.</exception>
    public static LiveModels Open(IReadOnlyList<string> paths, int threads, bool acceptChanged = false)
    {
        if (paths.Count == 0)
        {
            throw new SaccadeException(new(
                ErrorKind.Missing, Detail: "there is no model to show", Remedy: "train one with 'saccade train' and give its run folder"));
        }
        List<LiveModel> models = [];
        try
        {
            UniqueNames names = new();
            foreach (string path in paths)
            {
                TrainedModel trained = TrainedModel.Open(path, new() { AcceptChanged = acceptChanged });
                models.Add(LiveModel.Open(trained, names.For(path), threads));
            }
            return new(models);
        }
        catch
        {
            models.ForEach(model => model.Dispose());
            throw;
        }
    }

    public bool TryFind(string id, [NotNullWhen(true)] out LiveModel? model) => _byId.TryGetValue(id, out model);

    public void Dispose()
    {
        foreach (LiveModel model in All)
        {
            model.Dispose();
        }
    }
}
