using static TorchSharp.torch.nn.functional;

namespace Saccade.Torch.Networks;

/// <summary>
/// The convolutions of a plan whose names have the same beginning, each with a relu and max pooling. They are products of unfolded patches
/// with filters: the convolution of libtorch 2.10's oneDNN has gradients of its inputs that are wrong by some per cent, or NaN, for few
/// channels.
/// </summary>
internal sealed class ConvolutionStack
{
    private readonly (Conv2d Filters, ConvolutionShape Shape)[] _layers;

    /// <summary>Creates the convolutions and registers them with the module that they belong to.</summary>
    /// <param name="name">The beginning of their names, up to the number of the layer.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="key">The key of the whole model's weights.</param>
    /// <param name="owner">The module.</param>
    public ConvolutionStack(string name, NetworkPlan plan, RandomKey key, nn.Module owner)
    {
        List<(Conv2d, ConvolutionShape)> layers = [];
        foreach (LayerPlan layer in plan.Convolutions(name))
        {
            Conv2d filters = Layers.Convolution(layer, key);
            owner.register_module(layer.Name.Split('.')[^1], filters);
            layers.Add((filters, layer.Convolution!));
        }
        _layers = [.. layers];
    }

    /// <summary>Whether there are layers.</summary>
    public bool HasLayers => _layers.Length > 0;

    /// <summary>The output [N, features] from images [N, C, H, W]: flattened, or what global pooling leaves of any size.</summary>
    public Tensor Forward(Tensor images, GlobalPooling pooling = GlobalPooling.None)
    {
        using DisposeScope scope = NewDisposeScope();
        return scope.MoveToOuter(Pool(Maps(images), pooling));
    }

    /// <summary>What the next layer reads [N, features] of maps [N, filters, rows, columns].</summary>
    public static Tensor Pool(Tensor maps, GlobalPooling pooling) => pooling switch
    {
        GlobalPooling.Maximum => maps.amax([2, 3]),
        GlobalPooling.Mean => maps.mean([2, 3]),
        GlobalPooling.MaximumAndPlace => MaximumAndPlace(maps),
        _ => maps.flatten(1),
    };

    /// <summary>m, m·x and m·y, [N, 3 · filters], from maps [N, filters, rows, columns].</summary>
    private static Tensor MaximumAndPlace(Tensor maps)
    {
        (long rows, long columns) = (maps.shape[2], maps.shape[3]);
        (Tensor most, Tensor place) = maps.flatten(2).max(2);
        Tensor x = (2 * place.remainder(columns) + 1).to_type(maps.dtype) / columns - 1;
        Tensor y = (2 * place.div(columns, RoundingMode.floor) + 1).to_type(maps.dtype) / rows - 1;
        return cat([most, most * x, most * y], 1);
    }

    /// <summary>The output [N, filters, rows, columns] from images [N, C, H, W] of any size.</summary>
    public Tensor Maps(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((Conv2d filters, ConvolutionShape planned) in _layers)
        {
            ConvolutionShape shape = planned with { Height = (int)images.shape[2], Width = (int)images.shape[3] };
            Tensor patches = unfold(images, shape.FilterSide, padding: shape.Padding, stride: shape.Stride);
            Tensor products = filters.weight.flatten(1).matmul(patches) + filters.bias!.unsqueeze(1);
            images = relu(products.view(images.shape[0], shape.Filters, shape.Rows, shape.Columns));
            images = shape.Pool > 1 ? max_pool2d(images, shape.Pool) : images;
        }
        return scope.MoveToOuter(images);
    }
}
