using System.Runtime.CompilerServices;

namespace Saccade.Errors;

/// <summary>Checks of option values; each returns the value or throws an <see cref="OptionException"/> with the property as key.</summary>
public static class Require
{
    /// <summary>Accepts whole numbers from <paramref name="least"/> to <paramref name="most"/>.</summary>
    /// <exception cref="OptionException">The value is out of range.</exception>
    public static int Between(int value, int least, int most, [CallerMemberName] string name = "") =>
        value >= least && value <= most ? value : throw OutOfRange(name, value, $"{least} to {most}");

    /// <summary>Accepts numbers from <paramref name="least"/> to <paramref name="most"/>, but not NaN.</summary>
    /// <exception cref="OptionException">The value is out of range.</exception>
    public static double Between(double value, double least, double most, [CallerMemberName] string name = "") =>
        value >= least && value <= most ? value : throw OutOfRange(name, value, $"{Text(least)} to {Text(most)}");

    /// <summary>Accepts numbers above <paramref name="bound"/> and up to <paramref name="most"/>, but not NaN.</summary>
    /// <exception cref="OptionException">The value is out of range.</exception>
    public static double Above(double value, double bound, double most, [CallerMemberName] string name = "") =>
        value > bound && value <= most ? value : throw OutOfRange(name, value, $"above {Text(bound)} and up to {Text(most)}");

    /// <summary>Accepts the named values of an enumeration.</summary>
    /// <exception cref="OptionException">The value is none of them.</exception>
    public static T Defined<T>(T value, [CallerMemberName] string name = "") where T : struct, Enum =>
        Enum.IsDefined(value)
            ? value
            : throw new OptionException(new(ErrorKind.NotAllowed, Key: name, Value: value, Allowed: string.Join(", ", Enum.GetNames<T>())));

    private static OptionException OutOfRange(string name, object value, string allowed) =>
        new(new(ErrorKind.OutOfRange, Key: name, Value: value, Allowed: allowed));

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
