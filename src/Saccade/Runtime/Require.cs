using System.Globalization;
using System.Runtime.CompilerServices;

namespace Saccade.Runtime;

/// <summary>Checks of option values; each returns the value or throws an <see cref="OptionException"/>.</summary>
internal static class Require
{
    public static int Between(int value, int least, int most, [CallerMemberName] string name = "") =>
        value >= least && value <= most ? value : throw Refuse(name, value.ToString(CultureInfo.InvariantCulture), $"{least} to {most}");

    public static double Between(double value, double least, double most, [CallerMemberName] string name = "") =>
        value >= least && value <= most ? value : throw Refuse(name, Text(value), $"{Text(least)} to {Text(most)}");

    public static double Above(double value, double bound, double most, [CallerMemberName] string name = "") =>
        value > bound && value <= most ? value : throw Refuse(name, Text(value), $"above {Text(bound)} and up to {Text(most)}");

    public static T Defined<T>(T value, [CallerMemberName] string name = "") where T : struct, Enum =>
        Enum.IsDefined(value) ? value : throw Refuse(name, value.ToString(), string.Join(", ", Enum.GetNames<T>()));

    private static OptionException Refuse(string name, string was, string allowed) =>
        new($"{name} was {was}; it may be {allowed}.");

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
