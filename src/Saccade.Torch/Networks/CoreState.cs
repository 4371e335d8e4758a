namespace Saccade.Torch.Networks;

/// <summary>The state of a core between glimpses.</summary>
/// <param name="Hidden">h_t [N, H], the input of the location, action and baseline networks.</param>
/// <param name="Cell">Any further state of the core, such as the cell of an LSTM; null if there is none.</param>
public readonly record struct CoreState(Tensor Hidden, Tensor? Cell = null);
