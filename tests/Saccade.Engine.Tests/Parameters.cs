using Saccade.Networks;
using Saccade.Training;

namespace Saccade.Engine.Tests;

/// <summary>
/// All parameters of a model in one flat vector and their gradient in another, in the order of the plan; a layer is a slice of both.
/// </summary>
internal sealed class Parameters
{
    private readonly NetworkPlan _plan;
    private readonly float[] _flat;

    public Parameters(NetworkPlan plan)
    {
        _plan = plan;
        int length = (int)plan.Parameters;
        (Values, Gradient, _flat) = (new double[length], new double[length], new float[length]);
        Flat = new(_flat, [.. plan.Layers.Select(layer => new GradientSegment(layer.Name, Start(layer), (int)layer.Parameters))]);
    }

    /// <summary>The parameters.</summary>
    public double[] Values { get; }

    /// <summary>The gradient that backward passes add to.</summary>
    public double[] Gradient { get; }

    /// <summary>The gradient as the trainer sees it.</summary>
    public FlatGradient Flat { get; }

    /// <summary>The linear layer of that name.</summary>
    public Linear Layer(string name)
    {
        LayerPlan layer = _plan.Layer(name);
        (int start, int length) = (Start(layer), (int)layer.Parameters);
        return new(layer, Values.AsMemory(start, length), Gradient.AsMemory(start, length));
    }

    /// <summary>Copies the gradient to where the trainer reads it.</summary>
    public void Publish()
    {
        Array.ConvertAll(Gradient, value => (float)value).CopyTo(_flat, 0);
    }

    /// <summary>Copies of the tensors that a vector of as many values as parameters holds.</summary>
    public IReadOnlyList<NamedTensor> Save(double[] vector, string prefix = "")
    {
        List<NamedTensor> tensors = [];
        int start = 0;
        foreach (TensorPlan tensor in _plan.Tensors())
        {
            float[] values = Array.ConvertAll(vector[start..(start += tensor.Length)], value => (float)value);
            tensors.Add(new(prefix + tensor.Name, tensor.Shape, values));
        }
        return tensors;
    }

    /// <summary>Fills a vector from tensors.</summary>
    public void Load(double[] vector, IReadOnlyList<NamedTensor> tensors, string prefix = "")
    {
        int start = 0;
        foreach (TensorPlan tensor in _plan.Tensors())
        {
            float[] values = NamedTensors.Find(tensors, prefix + tensor.Name, tensor.Shape).Values;
            values.Select(value => (double)value).ToArray().CopyTo(vector, start);
            start += tensor.Length;
        }
    }

    private int Start(LayerPlan layer) => (int)_plan.Layers.TakeWhile(earlier => earlier != layer).Sum(earlier => earlier.Parameters);
}
