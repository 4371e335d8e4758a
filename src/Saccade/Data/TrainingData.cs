namespace Saccade.Data;

/// <summary>What a run learns from and is chosen by; no digit is in both.</summary>
/// <param name="Train">Frames to train on, other ones every epoch.</param>
/// <param name="Validation">Frames to choose the model by; use epoch 0, they are the same for every run.</param>
public sealed record TrainingData(FrameComposer Train, FrameComposer Validation);
