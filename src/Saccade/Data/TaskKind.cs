namespace Saccade.Data;

/// <summary>The tasks that recipes can name.</summary>
public enum TaskKind
{
    /// <summary>Classification of images of digits.</summary>
    Classification,

    /// <summary>Catch, the paper's dynamic task (§4.2).</summary>
    Catch,

    /// <summary>A task of an extension: a class of a user.</summary>
    Extension,
}
