namespace Saccade.Policy;

/// <summary>The location of the first glimpse.</summary>
public enum FirstLocation
{
    /// <summary>Uniformly random over the frame.</summary>
    Uniform,

    /// <summary>The centre of the frame.</summary>
    Centre,

    /// <summary>Chosen by the location network from its first state: 0, or that of the context network.</summary>
    Learned,
}
