using Sutler.GoModules;

namespace Sutler.CommandLine;

/// <summary>
/// Reads flags by Go's grammar: <c>-x</c>, <c>--x</c>, <c>-x=v</c>, <c>-x v</c> for flags that take a value; the first argument that is
/// no flag, or <c>--</c>, ends them.
/// </summary>
/// <remarks>
/// Our own and not a library's: a general parser takes <c>-badflag</c> for a module and finds flags after the first argument,
/// where the go command stops. Spec: CMD-1, CMD-2, CMD-8.
/// </remarks>
internal static class GoFlagScanner
{
    /// <summary>Where value errors of GOFLAGS say they come from. Spec: CMD-8.</summary>
    private static readonly string GoFlagsName = OperatingSystem.IsWindows() ? "%GOFLAGS%" : "$GOFLAGS";

    /// <summary>
    /// The options that <paramref name="goFlags"/> and then <paramref name="arguments"/> make of <paramref name="options"/>, and the
    /// arguments left over.
    /// </summary>
    /// <exception cref="Errors.FatalException">A flag or a value is not known; with the usage lines and exit code 2.</exception>
    public static (TOptions Options, IReadOnlyList<string> Arguments) Scan<TOptions>(
        GoFlagSet<TOptions> flags, TOptions options, GoFlagsVariable goFlags, IReadOnlyList<string> arguments)
    {
        foreach (var word in goFlags.Words)
        {
            options = ApplyVariable(flags, options, word);
        }

        var next = 0;
        while (next < arguments.Count && IsFlag(arguments[next]))
        {
            var word = arguments[next++];
            if (word == "--")
            {
                break;
            }

            options = ApplyArgument(flags, options, word, arguments, ref next);
        }

        return (options, [.. arguments.Skip(next)]);
    }

    /// <summary>A lone dash is an argument.</summary>
    private static bool IsFlag(string word) => word.Length >= 2 && word[0] == '-';

    private static TOptions ApplyArgument<TOptions>(
        GoFlagSet<TOptions> flags, TOptions options, string word, IReadOnlyList<string> arguments, ref int next)
    {
        var (name, value) = Split(word);
        if (name.Length == 0 || name[0] is '-' or '=')
        {
            throw flags.Misuse($"bad flag syntax: {word}");
        }

        if (flags.Find(name) is not { } flag)
        {
            throw flags.Misuse(name is "h" or "help" ? null : $"flag provided but not defined: -{name}");
        }

        value ??= flag.IsSwitch ? "true" : next < arguments.Count ? arguments[next++] : null;
        if (value is null)
        {
            throw flags.Misuse($"flag needs an argument: -{name}");
        }

        return Apply(flag, options, value, reason => flags.Misuse(flag.IsSwitch
            ? $"invalid boolean value {GoQuoting.Quote(value)} for -{name}: {reason}"
            : $"invalid value {GoQuoting.Quote(value)} for flag -{name}: {reason}"));
    }

    private static TOptions ApplyVariable<TOptions>(GoFlagSet<TOptions> flags, TOptions options, string word)
    {
        var (name, value) = Split(word);
        if (flags.Find(name) is not { } flag)
        {
            return options;
        }

        value ??= flag.IsSwitch ? "true" : throw flags.Misuse($"go: flag needs an argument: -{name} (from {GoFlagsName})");
        var kind = flag.IsSwitch ? "boolean value" : "value";
        return Apply(flag, options, value, reason =>
            flags.Misuse($"go: invalid {kind} {GoQuoting.Quote(value)} for flag -{name} (from {GoFlagsName}): {reason}"));
    }

    private static TOptions Apply<TOptions>(GoFlag<TOptions> flag, TOptions options, string value, Func<string, Exception> misuse)
    {
        try
        {
            return flag.Apply(options, value);
        }
        catch (FormatException reason)
        {
            throw misuse(reason.Message);
        }
    }

    /// <summary>Takes one or two dashes off and parts the name from the value; a leading '=' stays in the name.</summary>
    private static (string Name, string? Value) Split(string word)
    {
        var text = word[(word.StartsWith("--", StringComparison.Ordinal) ? 2 : 1)..];
        var equals = text.IndexOf('=', Math.Min(1, text.Length));
        return equals < 0 ? (text, null) : (text[..equals], text[(equals + 1)..]);
    }
}
