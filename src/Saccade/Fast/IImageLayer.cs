using Saccade.Data;

namespace Saccade.Fast;

/// <summary>
/// A first layer that reads whole images. Frames are mostly black, and black adds nothing to a sum: it reads what is lit.
/// </summary>
internal interface IImageLayer : IDisposable, IGradient
{
    /// <summary>What the layer gives, rectified, for images <paramref name="first"/>, first + 1, … of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="first">The first image.</param>
    /// <param name="features">Receives a row for each image.</param>
    void Forward(Batch batch, int first, Matrix features);

    /// <summary>Takes in what the gradient of its weights follows from.</summary>
    /// <param name="changes">The gradient of what the layer gave for the same images, before it was rectified.</param>
    void Backward(Matrix changes);
}
