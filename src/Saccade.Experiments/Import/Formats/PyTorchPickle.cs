namespace Saccade.Experiments.Import.Formats;

/// <summary>
/// What a checkpoint of PyTorch may name: dictionaries, tensors and their storages, and numbers of NumPy, which are left out. This list is
/// all that a pickle can have built; anything else is refused.
/// </summary>
internal static class PyTorchPickle
{
    private const int MostDepth = 16;

    /// <summary>The reader of a checkpoint.</summary>
    /// <param name="content">The checkpoint.</param>
    /// <param name="storages">Receives the storages of all tensors, by key.</param>
    public static PickleReader Reader(Content content, Dictionary<string, PyTorchStorage> storages) => new(content, Call, id =>
    {
        PyTorchStorage storage = Storage(id);
        return storages[storage.Key] = storage;
    });

    /// <summary>The tensors of an object, in dictionaries within dictionaries; keys are joined by dots.</summary>
    public static IReadOnlyList<(string Name, PyTorchTensor Tensor)> TensorsOf(object? root)
    {
        List<(string, PyTorchTensor)> found = [];
        // An object may occur in several places, even in itself; it counts once.
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        Add("", root, 0);
        return found;

        void Add(string name, object? value, int depth)
        {
            if (value is PyTorchTensor tensor)
            {
                found.Add((name, tensor));
            }
            else if (value is PickleDictionary dictionary && depth < MostDepth && seen.Add(dictionary))
            {
                foreach ((object? key, object? entry) in dictionary.Entries)
                {
                    if (key is string text)
                    {
                        Add(StoredTensor.Joined(name, text), entry, depth + 1);
                    }
                }
            }
        }
    }

    private static object? Call(PickleGlobal called, object?[] arguments) => (called.ToString(), arguments) switch
    {
        ("collections.OrderedDict", []) => new PickleDictionary(),
        ("torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_tensor",
            [PyTorchStorage storage, long offset, object?[] shape, object?[] strides, ..]) =>
            new PyTorchTensor(storage, offset, shape, strides),
        ("torch._utils._rebuild_parameter", [var data, ..]) => data,
        ("numpy.core.multiarray.scalar" or "numpy._core.multiarray.scalar" or "numpy.dtype" or "_codecs.encode", _) =>
            new PickleValue(called),
        _ => throw Content.Unsupported(
            $"its pickle calls {TerminalText.OneLine(called.ToString(), 80)}, which is not among the few names that are read: "
                + "nothing of a checkpoint is ever run",
            "save the weights alone, with torch.save(model.state_dict(), FILE)"),
    };

    private static PyTorchStorage Storage(object? id) =>
        id is object?[] and ["storage", PickleGlobal { Module: "torch" } type, string key, _, long count, ..]
            && PyTorchStorage.Types.Contains(type.Name)
            ? id is object?[] and [_, _, _, _, _, not null, ..]
                ? throw Content.Unsupported("it has a view of a storage, as PyTorch wrote before version 0.4", "save it again with PyTorch")
                : new(key, type.Name, count)
            : throw Content.Damaged("a tensor in it has no storage of a known type");
}
