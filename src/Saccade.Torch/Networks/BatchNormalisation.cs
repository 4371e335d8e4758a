namespace Saccade.Torch.Networks;

/// <summary>
/// Batch normalisation of a layer of a plan (Ioffe and Szegedy, 2015). The running statistics are shared by all glimpses, [H], or have a
/// row for each glimpse, [T, H]; glimpses after T use the last row.
/// </summary>
internal sealed class BatchNormalisation : nn.Module<Tensor, int, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly Tensor running_mean;
    private readonly Tensor running_var;

    // The statistics after the step under way; none where a forward pass may change those in use.
    private Tensor[] _next = [];

    /// <summary>Creates the layer with its initial weights.</summary>
    public BatchNormalisation(LayerPlan plan) : base(plan.Name)
    {
        long[] statistics = [.. plan.InputShape.Select(length => (long)length)];
        (weight, bias) = (nn.Parameter(ones(plan.Outputs)), nn.Parameter(zeros(plan.Outputs)));
        (running_mean, running_var) = (zeros(statistics), ones(statistics));
        foreach (Tensor tensor in (Tensor[])[weight, bias, running_mean, running_var])
        {
            // The layer outlives the scope in which it is created.
            tensor.DetachFromDisposeScope();
        }
        RegisterComponents();
    }

    /// <summary>From now on a forward pass in training updates copies of the statistics, which <see cref="Commit"/> takes over.</summary>
    public void BeginStep()
    {
        DisposeCopies();
        _next = [running_mean.clone().DetachFromDisposeScope(), running_var.clone().DetachFromDisposeScope()];
    }

    /// <summary>Takes over the copies.</summary>
    public void Commit()
    {
        running_mean.copy_(_next[0]);
        running_var.copy_(_next[1]);
    }

    /// <summary>Normalises x [N, H] of a glimpse (from 0): by the batch in training, else by the running statistics.</summary>
    public override Tensor forward(Tensor x, int glimpse)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor mean, Tensor variance) = training && _next is [Tensor nextMean, Tensor nextVariance]
            ? (nextMean, nextVariance)
            : (running_mean, running_var);
        return scope.MoveToOuter(nn.functional.batch_norm(
            x, Row(mean, glimpse), Row(variance, glimpse), weight, bias, training, momentum: 0.1, eps: 1e-5));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        DisposeCopies();
        base.Dispose(disposing);
    }

    private void DisposeCopies() => Array.ForEach(_next, tensor => tensor.Dispose());

    private static Tensor Row(Tensor statistics, int glimpse) =>
        statistics.dim() == 1 ? statistics : statistics[Math.Min(glimpse, statistics.shape[0] - 1)];
}
