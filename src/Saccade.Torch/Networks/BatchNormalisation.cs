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

    /// <summary>Normalises x [N, H] of a glimpse (from 0): by the batch in training, else by the running statistics.</summary>
    public override Tensor forward(Tensor x, int glimpse)
    {
        using DisposeScope scope = NewDisposeScope();
        return scope.MoveToOuter(nn.functional.batch_norm(
            x, Row(running_mean, glimpse), Row(running_var, glimpse), weight, bias, training, momentum: 0.1, eps: 1e-5));
    }

    private static Tensor Row(Tensor statistics, int glimpse) =>
        statistics.dim() == 1 ? statistics : statistics[Math.Min(glimpse, statistics.shape[0] - 1)];
}
