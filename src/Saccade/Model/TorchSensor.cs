using Saccade.Geometry;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Model;

/// <summary>
/// The glimpse sensor as operators of TorchSharp, for images that lie on another device than the CPU: the twin of
/// <see cref="GlimpseSensor"/>, with the same results to the bit.
/// </summary>
/// <param name="options">The sensor.</param>
/// <param name="size">The size of the images.</param>
internal sealed class TorchSensor(SensorOptions options, ImageSize size)
{
    /// <summary>ρ(x, l) [N, K·C·G²] of images [B, C, H, W], 0 to 255, with N / B rollouts each, at locations [N, 2].</summary>
    public Tensor Sense(Tensor images, Tensor locations)
    {
        using DisposeScope scope = NewDisposeScope();
        long rollouts = locations.shape[0];
        Tensor image = arange(images.shape[0], device: images.device).repeat_interleave(rollouts / images.shape[0]);
        List<Tensor> scales = [];
        for (int scale = 0; scale < options.Scales; scale++)
        {
            scales.Add(Patch(images, image, locations, scale));
        }
        return scope.MoveToOuter(cat(scales, 1));
    }

    /// <summary>One scale [N, C·G²].</summary>
    private Tensor Patch(Tensor images, Tensor image, Tensor locations, int scale)
    {
        int side = options.PatchExtent(scale);
        int factor = side / options.PatchSide;
        (Tensor columns, Tensor inWidth) = Range(locations.select(1, 0), size.Width, side);
        (Tensor rows, Tensor inHeight) = Range(locations.select(1, 1), size.Height, side);
        // [N, side, side, C]: indices on both sides of a slice come first.
        Tensor pixels = images.index(
            TensorIndex.Tensor(image.view(-1, 1, 1)), TensorIndex.Colon, TensorIndex.Tensor(rows.unsqueeze(2)), TensorIndex.Tensor(columns.unsqueeze(1)));
        Tensor seen = pixels.to_type(ScalarType.Float32) * (inHeight.unsqueeze(2) * inWidth.unsqueeze(1)).unsqueeze(-1);
        Tensor pooled = seen.view(image.shape[0], options.PatchSide, factor, options.PatchSide, factor, size.Channels).sum([2, 4]);
        return (pooled * (1f / (255f * factor * factor))).permute(0, 3, 1, 2).flatten(1);
    }

    /// <summary>Which pixels a patch covers along one axis [N, side], moved inside, and 1 for those that lay inside, else 0.</summary>
    private (Tensor Pixels, Tensor Inside) Range(Tensor location, int length, int side)
    {
        // In double precision, as PatchGeometry computes it.
        Tensor centre = (location.to_type(ScalarType.Float64).clamp(-1, 1) * options.Reach + 1) / 2 * length;
        Tensor start = (centre - side / 2.0 + 0.5).floor().to_type(ScalarType.Int64);
        Tensor pixels = start.unsqueeze(1) + arange(side, device: location.device);
        Tensor inside = pixels.ge(0).logical_and(pixels.lt(length)).to_type(ScalarType.Float32);
        return (pixels.clamp(0, length - 1), inside);
    }
}
