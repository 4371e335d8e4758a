namespace Saccade.Experiments.Pages;

/// <summary>A piece of a page, before it is known whether that is Markdown or HTML. All texts are plain.</summary>
internal abstract record Block;

/// <summary>A heading, 1 the page's own.</summary>
internal sealed record Heading(int Level, string Text) : Block;

/// <summary>Running text.</summary>
internal sealed record Paragraph(string Text) : Block;

/// <summary>A command to copy.</summary>
internal sealed record Code(string Text) : Block;

/// <summary>A table; every row has a cell for each column.</summary>
internal sealed record Table(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : Block;

/// <summary>A PNG file with what it shows.</summary>
internal sealed record Picture(string Caption, string Path) : Block;
