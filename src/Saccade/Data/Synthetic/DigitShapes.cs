namespace Saccade.Data.Synthetic;

/// <summary>
/// The ways to write each of the ten digits. A stroke is a list of points "x,y" of the pen, x to the right and y
/// down, in hundredths of the digit's height; "!" marks a corner.
/// </summary>
internal static class DigitShapes
{
    private static readonly DigitShape[][] Ways =
    [
        [ // 0
            Way(4, "32,0 10,18 2,55 14,90 34,99 54,80 60,45 50,12 28,1"),
            Way(2, "42,4 20,6 4,35 4,70 20,97 42,92 58,62 56,25 38,4 20,10"),
            Way(1.5, "50,16 32,2 10,22 2,58 16,92 38,97 56,72 58,34 46,10 26,14"),
            Way(1, "34,2 56,18 62,52 50,86 28,99 8,82 2,48 12,14 32,2"),
        ],
        [ // 1: a stroke; with a flag; with flag and foot
            Way(8, "20,0 20,50 20,100"),
            Way(1.2, "6,20 22,0! 22,50 22,100"),
            Way(0.8, "4,24 24,0! 24,50 24,98", "4,99 46,98"),
        ],
        [ // 2: without a loop at the foot, with one, with a wavy base
            Way(3, "4,20 22,1 46,6 52,28 34,62 4,97! 30,95 62,94"),
            Way(3, "6,18 26,1 50,12 48,42 28,74 10,94 2,86 16,76 38,88 68,94"),
            Way(1.5, "6,8 36,3 50,16 36,52 6,94! 32,95 60,96"),
            Way(1.5, "4,24 24,1 50,14 42,50 6,92! 24,85 44,94 66,88"),
            Way(1, "8,26 12,6 36,0 52,20 40,58 14,86 4,98! 36,88 70,92"),
            Way(1.5, "2,22 18,2 44,4 50,30 38,66 20,92 6,92 4,76 22,72 44,84 64,96"),
        ],
        [ // 3: round, with a flat top, with a loop in the middle, flowing
            Way(3, "6,12 28,0 48,12 42,36 20,46! 46,54 56,76 36,98 4,90"),
            Way(1, "6,4 28,4 52,3! 24,42! 50,54 54,80 30,100 4,90"),
            Way(1.5, "6,10 32,0 50,18 38,40 18,50 20,42 44,52 56,74 38,98 4,92"),
            Way(1.5, "4,8 30,0 48,16 30,44 40,50 54,72 38,96 2,96"),
        ],
        [ // 4: open with a corner or a bow, closed, in one stroke
            Way(3, "10,2 5,30 4,54! 30,53 60,48", "52,4 50,50 46,100"),
            Way(3, "8,4 4,36 16,54 38,50 54,36", "56,4 52,50 48,100"),
            Way(1, "46,0! 24,34 4,64! 34,63 66,60", "46,2 44,50 42,100"),
            Way(2, "18,0 10,28 2,54! 30,54 62,50", "46,26 44,60 40,100"),
            Way(2, "8,4 3,38 18,54 44,44 56,6! 50,50 44,100"),
        ],
        [ // 5: in one stroke, with the bar apart, like an S
            Way(2, "54,2 34,3 14,4! 11,24 8,44! 34,38 54,60 42,92 4,94"),
            Way(3, "14,4 12,24 8,44! 32,36 52,56 44,88 20,100 2,90", "13,5 36,4 60,0"),
            Way(2, "58,4 38,4 18,8 12,36 38,48 50,70 34,96 2,90"),
            Way(1.5, "70,0 46,4 28,8! 20,26 14,44! 38,44 46,66 34,92 2,98"),
        ],
        [ // 6: a curved back, a straight one, a loop that ends inside or outside
            Way(3, "46,0 18,28 4,68 20,98 46,90 50,64 30,54 8,72"),
            Way(2, "30,0 12,36 4,74 22,99 46,86 42,62 22,60 6,82"),
            Way(2, "52,4 22,18 4,58 12,92 40,98 54,76 38,56 14,68"),
            Way(1.5, "22,0 8,36 2,76 22,100 50,88 48,64 26,62 10,84"),
        ],
        [ // 7: plain, with a flag, rounded, with a bar
            Way(3, "2,10 28,8 56,5! 38,50 26,100"),
            Way(1.5, "2,26 6,8! 30,8 58,6! 36,52 28,100"),
            Way(2, "2,14 28,2 50,10 44,40 32,70 28,100"),
            Way(1, "2,8 28,7 58,4! 36,50 22,100", "14,54 34,50 54,48"),
            Way(1.5, "2,20 18,4 34,14 56,4! 38,46 22,100"),
        ],
        [ // 8: an S that comes back up, two rings, open at the top
            Way(3, "48,12 28,0 8,16 20,40 44,62 42,92 16,98 6,78 28,48 50,24 46,8"),
            Way(1, "28,0 8,20 26,46 48,24 28,0", "26,46 4,74 26,100 52,74 28,46"),
            Way(2, "58,6 34,0 12,16 22,42 42,64 36,94 10,96 8,74 32,46 60,12"),
            Way(1.5, "28,2 10,18 26,44 48,70 34,98 8,88 12,62 34,40 50,18 30,0"),
            Way(2, "62,12 44,0 20,10 20,34 36,56 36,84 18,100 4,88 14,66 42,44 62,20 58,6"),
        ],
        [ // 9: a straight tail, a curved one, a slanted one
            Way(3, "48,14 28,2 6,22 14,44 38,38 50,14! 48,56 44,100"),
            Way(1.5, "50,12 28,0 6,22 16,46 42,38 50,12! 52,56 40,90 10,98"),
            Way(2, "46,30 24,46 6,28 20,4 44,4 50,24 42,62 30,100"),
            Way(2, "52,6 28,4 4,28 12,46 38,34 54,6! 44,52 32,100"),
            Way(1.5, "46,20 30,0 8,12 6,36 26,46 44,32 48,8! 48,54 50,100"),
        ],
    ];

    public static ReadOnlySpan<DigitShape> Of(int digit) => Ways[digit];

    /// <summary>The largest number of points of a way, over all of its strokes.</summary>
    public static int MostPoints { get; } = Ways.SelectMany(ways => ways).Max(way => way.Strokes.Sum(stroke => stroke.Length));

    private static DigitShape Way(double weight, params string[] strokes) =>
        new(weight, [.. strokes.Select(stroke => stroke.Split(' ').Select(Point).ToArray())]);

    private static PenPoint Point(string text)
    {
        string[] numbers = text.TrimEnd('!').Split(',');
        return new(Percent(numbers[0]), Percent(numbers[1]), text.EndsWith('!'));
    }

    private static double Percent(string text) => int.Parse(text, CultureInfo.InvariantCulture) / 100.0;
}
