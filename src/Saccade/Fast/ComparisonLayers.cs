using Saccade.Model;

namespace Saccade.Fast;

/// <summary>The layers of the nets to compare with, which see the whole image at once (paper tables 1 and 2).</summary>
internal sealed class ComparisonLayers : NetworkLayers
{
    public ComparisonLayers(ModelOptions model)
    {
        ComparisonOptions net = model.Comparison;
        if (model.Kind == ModelKind.FullyConnected)
        {
            First = Add("first", net.ImageSize(model.Channels).Pixels, net.Units, first: true);
            Hidden = Add("second", net.Units, net.Units);
            Scores = Add("scores", net.Units, model.Classes);
            return;
        }
        int[] patch = [model.Channels, net.FilterSide, net.FilterSide];
        First = Add(patch.Aggregate((a, b) => a * b), net.Filters, true, new LinearLayer.Part("filters", From(0, patch.Aggregate((a, b) => a * b))) { Shape = patch });
        // Checkpoints have all places of a filter side by side; here it is all filters of a place.
        int places = net.Features / net.Filters;
        int[] features = [.. From(0, net.Features).Select(i => i % places * net.Filters + i / places)];
        Hidden = net.Units > 0 ? Add(net.Features, net.Units, false, new LinearLayer.Part("hidden", features)) : null;
        Scores = net.Units > 0 ? Add("scores", net.Units, model.Classes) : Add(net.Features, model.Classes, false, new LinearLayer.Part("scores", features));
    }

    /// <summary>The layer that reads the image: all of it, or with each filter a patch at every place.</summary>
    public LinearLayer First { get; }

    /// <summary>The fully connected layer behind it; null if there is none.</summary>
    public LinearLayer? Hidden { get; }

    /// <summary>The scores of the classes.</summary>
    public LinearLayer Scores { get; }
}
