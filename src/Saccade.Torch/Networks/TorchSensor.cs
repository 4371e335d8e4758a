using Saccade.Images;
using Saccade.Sensing;

namespace Saccade.Torch.Networks;

/// <summary>
/// The glimpse sensor as operators of TorchSharp, for images on another device than the CPU, with the same results as
/// <see cref="GlimpseSensor"/> to the bit. It reads summed-area tables: four entries give a pooled value, however many pixels it
/// covers. Its tensors belong to the dispose scope in which it is created.
/// </summary>
internal sealed class TorchSensor
{
    private readonly SensorOptions _options;
    private readonly Tensor _halves; // [K, 1]: ½ for patches whose centre lies between pixels, else 0
    private readonly Tensor _sides; // [K, 1]: the sides of the patches in pixels
    private readonly Tensor _edges; // [K, G + 1]: where the pooled values begin and end, relative to the centre
    private readonly Tensor _weights; // [K, 1, 1, 1]: turns a sum of pixels into their mean, 0 to 1
    private readonly Tensor _pixels; // [K, 1, 1]: pixels of a pooled value

    /// <summary>Creates a sensor on a device.</summary>
    public TorchSensor(SensorOptions options, Device device)
    {
        _options = options;
        using DisposeScope scope = NewDisposeScope();
        int[] sides = [.. Enumerable.Range(0, options.Scales).Select(options.PatchExtent)];
        int[] factors = [.. sides.Select(side => side / options.PatchSide)];
        bool rounds = options.Placement == PatchPlacement.Nearest;
        _halves = tensor([.. sides.Select(side => side % 2 == 0 && rounds ? 0.5 : 0)], device: device).unsqueeze(1);
        _sides = tensor([.. sides.Select(side => (double)side)], device: device).unsqueeze(1);
        _edges = tensor([.. factors.Select(factor => (long)factor)], device: device).unsqueeze(1)
            * arange(options.PatchSide + 1, device: device)
            - tensor([.. sides.Select(side => (long)(side / 2))], device: device).unsqueeze(1);
        _weights = tensor([.. factors.Select(factor => 1f / (255f * factor * factor))], device: device).view(-1, 1, 1, 1);
        _pixels = tensor([.. factors.Select(factor => (double)factor * factor)], device: device).view(-1, 1, 1);
        scope.MoveToOuter(_halves, _sides, _edges);
        scope.MoveToOuter(_weights, _pixels);
    }

    /// <summary>The summed-area tables [B, H + 1, W + 1, C] of images [B, C, H, W], 0 to 255.</summary>
    public static Tensor Sums(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        // Sums of more than 8 million pixels overflow 32 bits; the differences are right all the same.
        return scope.MoveToOuter(
            nn.functional.pad(images.cumsum(2, ScalarType.Int32).cumsum(3, ScalarType.Int32), [1, 0, 1, 0]).permute(0, 2, 3, 1));
    }

    /// <summary>ρ(x, l) [N, K·C·G²] at locations [N, 2], from the <see cref="Sums"/> of B images with N / B rollouts each.</summary>
    /// <param name="sums">The sums of the images, all padded to one size on the right and below.</param>
    /// <param name="sizes">Height and width of the images without padding [B, 2], 64-bit.</param>
    /// <param name="locations">The locations.</param>
    public Tensor Sense(Tensor sums, Tensor sizes, Tensor locations)
    {
        using DisposeScope scope = NewDisposeScope();
        long images = sums.shape[0];
        Tensor image = arange(images, device: locations.device).repeat_interleave(locations.shape[0] / images);
        Tensor size = sizes.index_select(0, image);
        Tensor columns = Edges(locations.select(1, 0), size.select(1, 1)), rows = Edges(locations.select(1, 1), size.select(1, 0));
        // [N, K, G + 1, G + 1, C], then its differences along rows and columns.
        Tensor corners = sums.index(
            TensorIndex.Tensor(image.view(-1, 1, 1, 1)), TensorIndex.Tensor(rows.unsqueeze(3)), TensorIndex.Tensor(columns.unsqueeze(2)));
        Tensor pooled = corners.diff(dim: 2).diff(dim: 3) * _weights;
        if (_options.Outside > 0)
        {
            Tensor inside = rows.diff(dim: 2).unsqueeze(3) * columns.diff(dim: 2).unsqueeze(2);
            pooled += ((1 - inside / _pixels) * _options.Outside).to_type(ScalarType.Float32).unsqueeze(4);
        }
        return scope.MoveToOuter(pooled.permute(0, 1, 4, 2, 3).flatten(1));
    }

    /// <summary>The pixel edges between the pooled values of each scale along one axis [N, K, G + 1], clamped to the image.</summary>
    private Tensor Edges(Tensor location, Tensor length)
    {
        // In double precision, as PatchGeometry computes it.
        bool isWide = _options.Placement == PatchPlacement.Wide;
        Tensor centre = (location.to_type(ScalarType.Float64).clamp(-1, 1) * _options.Reach + 1) / 2 * (isWide ? length + 1 : length);
        Tensor point = centre.view(-1, 1, 1);
        Tensor whole = isWide ? (point - _sides / 2).round() + (_sides / 2).floor() : (point + _halves).floor();
        return (whole.to_type(ScalarType.Int64) + _edges).clamp(min: 0).minimum(length.view(-1, 1, 1));
    }
}
