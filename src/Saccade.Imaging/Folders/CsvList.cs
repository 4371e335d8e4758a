using Microsoft.VisualBasic.FileIO;
using Saccade.IO;

namespace Saccade.Imaging.Folders;

/// <summary>
/// A CSV file (RFC 4180, UTF-8) of path, label and, if wanted, split. A first row that names its columns may have them in another order;
/// paths are relative to the file.
/// </summary>
internal static class CsvList
{
    /// <summary>The ending of the files.</summary>
    public const string Ending = ".csv";

    private const int MostBytes = 1 << 28;
    private static readonly string[] s_pathNames = ["path", "file", "filename", "file_name", "image"];
    private static readonly string[] s_labelNames = ["label", "class"];

    /// <summary>Lists the pictures of a file.</summary>
    /// <exception cref="SaccadeException">The file cannot be read, or a row lacks path or label or has an unknown split.</exception>
    public static PictureList Read(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        using MemoryStream content = new(InputFile.ReadBytes(path, MostBytes));
        using TextFieldParser parser = new(content);
        (parser.TextFieldType, parser.Delimiters, parser.HasFieldsEnclosedInQuotes) = (FieldType.Delimited, [","], true);
        List<ListedPicture> pictures = [];
        (int Path, int Label, int Split)? columns = null;
        bool named = false;
        while (!parser.EndOfData)
        {
            int line = (int)parser.LineNumber;
            string[] row = Fields(parser, path);
            if (columns is null)
            {
                columns = Columns(row);
                named = columns is not null;
                if (named)
                {
                    continue;
                }
                columns = (0, 1, 2);
            }
            pictures.Add(Picture(row, columns.Value, folder) ?? throw Refused(path, line,
                $"has no path and label: give both, and if wanted a split, {SplitNames.All}"));
        }
        // Other names would be a picture that does not exist, of a class of its own.
        if (!named && pictures.Count > 1 && !PictureFiles.HasEnding(pictures[0].Name) && !IsThere(pictures[0], folder)
            && pictures.Skip(1).Any(picture => IsThere(picture, folder)))
        {
            throw Refused(path, 1, "seems to name columns", "call them path and label");
        }
        return new() { Pictures = pictures, ClassNames = PictureList.Classes(pictures.Select(picture => picture.Label)) };
    }

    private static bool IsThere(ListedPicture picture, string folder) => File.Exists(Path.GetFullPath(picture.Name, folder));

    private static string[] Fields(TextFieldParser parser, string path)
    {
        try
        {
            return parser.ReadFields() ?? [];
        }
        catch (MalformedLineException e)
        {
            throw Refused(path, (int)e.LineNumber, "has a quote that does not end or stands within a field");
        }
    }

    /// <summary>The columns that a row names; null for a row of data.</summary>
    private static (int Path, int Label, int Split)? Columns(string[] row)
    {
        int Find(params string[] names) => Array.FindIndex(row, field => names.Contains(field.Trim('\uFEFF', ' ').ToLowerInvariant()));
        return (Find(s_pathNames), Find(s_labelNames), Find("split")) is ( >= 0, >= 0, _) columns ? columns : null;
    }

    private static ListedPicture? Picture(string[] row, (int Path, int Label, int Split) columns, string folder)
    {
        string Field(int column) => column >= 0 && column < row.Length ? row[column] : "";
        (string name, string label, string split) = (Field(columns.Path), Field(columns.Label), Field(columns.Split));
        return name.Length == 0 || name.Contains('\0') || label.Length == 0 || (split.Length > 0 && SplitNames.Of(split) is null)
            ? null
            : new(name, TerminalText.OneLine(label), SplitNames.Of(split), new FileContent(Path.GetFullPath(name, folder)));
    }

    private static SaccadeException Refused(string path, int line, string detail, string? remedy = null) =>
        new(new(ErrorKind.Malformed, path, $"the row {detail}", remedy) { Line = line });
}
