namespace Saccade.Tasks;

/// <summary>The images of a training: two sets without a common image.</summary>
/// <param name="Train">The training images; composed images differ in every epoch.</param>
/// <param name="Validation">The images that choose the best epoch, read at epoch 0; the same for every run.</param>
public sealed record TrainingData(IImageSource Train, IImageSource Validation);
