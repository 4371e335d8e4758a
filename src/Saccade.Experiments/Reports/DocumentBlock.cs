namespace Saccade.Experiments.Reports;

/// <summary>A piece of a page, before it is known whether that is Markdown or HTML. All texts are plain.</summary>
internal abstract record DocumentBlock;
