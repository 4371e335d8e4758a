using System.Text;
using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Saccade.Experiments.Config;

/// <summary>TOML to a flat list of keys and values, each with the place where it stands.</summary>
internal static class TomlText
{
    private const int MostParts = 8;

    /// <summary>All assignments of a file in their order; a table's header counts as one, so that unknown tables are noticed.</summary>
    /// <exception cref="OptionException">The text is not TOML.</exception>
    public static IReadOnlyList<OptionAssignment> Parse(string text, string source)
    {
        DocumentSyntax document = Document(text, source);
        List<OptionAssignment> found = [];
        Flatten(document.KeyValues, [], source, found);
        foreach (TableSyntaxBase table in document.Tables)
        {
            object value = table is TableArraySyntax ? new ForeignValue("a list of tables") : ForeignValue.Table;
            string[] path = Parts(table.Name);
            found.Add(new OptionAssignment(path, value, PlaceOf(source, table.Name!.Span)));
            Flatten(table.Items, path, source, found);
        }
        return found;
    }

    /// <summary>One assignment of the command line; a value that is not TOML is a text without its quotes.</summary>
    /// <exception cref="OptionException">There is no key or no equals sign.</exception>
    public static OptionAssignment ParseAssignment(string assignment)
    {
        Place place = new($"--set {TerminalText.OneLine(assignment)}");
        string[] sides = assignment.Split('=', 2, StringSplitOptions.TrimEntries);
        if (sides is not [{ Length: > 0 } key, string value] || key.Any(char.IsControl))
        {
            throw place.Refused(new(ErrorKind.Malformed, Detail: "it may be key=value, such as training.epochs=3"));
        }
        string[] path = key.Split('.', StringSplitOptions.TrimEntries);
        SyntaxList<KeyValueSyntax> parsed;
        try
        {
            parsed = Document("value = " + value, place.Source).KeyValues;
        }
        catch (OptionException)
        {
            return new OptionAssignment(path, value, place);
        }
        if (parsed.ChildrenCount != 1)
        {
            return new OptionAssignment(path, value, place);
        }
        // Its keys would be lost: an assignment sets one option.
        return parsed.GetChild(0)!.Value is InlineTableSyntax
            ? throw place.Refused(new(ErrorKind.Malformed, Detail: "set the keys of a table one by one, such as training.epochs=3"))
            : new OptionAssignment(path, Value(parsed.GetChild(0)!.Value), place);
    }

    /// <summary>A text as a TOML string in quotes.</summary>
    public static string Quote(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                _ when char.IsControl(c) => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => quoted.Append(c),
            };
        }
        return quoted.Append('"').ToString();
    }

    private static DocumentSyntax Document(string text, string source)
    {
        if (text.Length > RecipeFile.MostBytes)
        {
            throw new Place(source).Refused(
                new(ErrorKind.OutOfRange, Key: "length", Value: text.Length, Allowed: $"up to {RecipeFile.MostBytes} characters"));
        }
        try
        {
            // Validation takes memory for all parts of all keys: it comes after a look at their number.
            RequireShortKeys(SyntaxParser.Parse(text, source, validate: false), source);
            DocumentSyntax document = SyntaxParser.Parse(text, source, validate: true);
            DiagnosticMessage? error = document.Diagnostics.FirstOrDefault(message => message.Kind == DiagnosticMessageKind.Error);
            return error is null ? document : throw NoToml(PlaceOf(source, error.Span), error.Message);
        }
        catch (TomlException e)
        {
            Place place = e.Span is { } span ? new(source, span.Start.Line + 1, span.Start.Column + 1) : new(source);
            throw NoToml(place, "the parser cannot read it", e);
        }
        catch (ArgumentException e)
        {
            // What the parser makes of an escape for half of a surrogate pair.
            throw NoToml(new(source), "half of a surrogate pair is not a character", e);
        }
    }

    private static void Flatten(IEnumerable<KeyValueSyntax> items, string[] table, string source, List<OptionAssignment> found)
    {
        foreach (KeyValueSyntax item in items)
        {
            string[] path = [.. table, .. Parts(item.Key)];
            RequireDepth(path.Length, PlaceOf(source, item.Key!.Span));
            found.Add(new OptionAssignment(path, Value(item.Value), PlaceOf(source, item.Key!.Span)));
            if (item.Value is InlineTableSyntax inline)
            {
                Flatten(inline.Items.Select(entry => entry.KeyValue!), path, source, found);
            }
        }
    }

    /// <summary>A list of whole numbers; null where one is another value or too large.</summary>
    private static IntegerList? Integers(ArraySyntax list)
    {
        long[] numbers = [.. list.Items.Select(item => item.Value is IntegerValueSyntax number ? number.Value : long.MaxValue)];
        return numbers.All(number => number is >= int.MinValue and <= int.MaxValue) ? [.. numbers.Select(number => (int)number)] : null;
    }

    private static object Value(ValueSyntax? value) => value switch
    {
        IntegerValueSyntax number => number.Value,
        FloatValueSyntax number => number.Value,
        BooleanValueSyntax flag => flag.Value,
        StringValueSyntax text => text.Value ?? "",
        InlineTableSyntax => ForeignValue.Table,
        ArraySyntax list => Integers(list) as object ?? new ForeignValue("a list"),
        _ => new ForeignValue("a date or time"),
    };

    private static string[] Parts(KeySyntax? key) => [Part(key?.Key), .. key!.DotKeys.Select(item => Part(item.Key))];

    private static void RequireShortKeys(DocumentSyntax document, string source)
    {
        IEnumerable<KeySyntax?> keys = document.KeyValues.Select(item => item.Key)
            .Concat(document.Tables.SelectMany(table => table.Items.Select(item => item.Key).Prepend(table.Name)));
        foreach (KeySyntax key in keys.OfType<KeySyntax>())
        {
            RequireDepth(1 + key.DotKeys.ChildrenCount, PlaceOf(source, key.Span));
        }
    }

    private static void RequireDepth(int parts, Place place)
    {
        if (parts > MostParts)
        {
            throw place.Refused(new(ErrorKind.OutOfRange, Detail: $"a key has more than {MostParts} parts; options have up to three"));
        }
    }

    private static string Part(BareKeyOrStringValueSyntax? part) => part switch
    {
        BareKeySyntax bare => bare.Key?.Text ?? "",
        StringValueSyntax quoted => quoted.Value ?? "",
        _ => "",
    };

    private static Place PlaceOf(string source, SourceSpan span) => new(source, span.Start.Line + 1, span.Start.Column + 1);

    private static OptionException NoToml(Place place, string reason, Exception? inner = null) =>
        place.Refused(new(ErrorKind.Malformed, Detail: $"no TOML: {TerminalText.OneLine(reason).TrimEnd('.')}"), inner);
}
