namespace Sutler.CommandLine;

/// <summary>One flag of a command: its name without dashes and how a value changes the options.</summary>
/// <param name="Name">Name without dashes, compared ordinally.</param>
/// <param name="IsSwitch">A switch stands alone (<c>-x</c>) or takes its value after <c>=</c> only; other flags also take the next argument.</param>
/// <param name="Apply">The options with the value set; throws <see cref="FormatException"/> with the reason when the value is not of the form.</param>
internal sealed record GoFlag<TOptions>(string Name, bool IsSwitch, Func<TOptions, string, TOptions> Apply)
{
    /// <summary>What its value is, for shells.</summary>
    public FlagValue Value { get; init; } = FlagValue.Any;
}

/// <summary>Makes the kinds of flags the commands have.</summary>
internal static class GoFlag
{
    /// <summary>A boolean flag.</summary>
    public static GoFlag<TOptions> Switch<TOptions>(string name, Func<TOptions, bool, TOptions> apply) =>
        new(name, IsSwitch: true, (options, value) => apply(options, ParseBoolean(value)));

    /// <summary>A flag with a value.</summary>
    public static GoFlag<TOptions> Text<TOptions>(string name, Func<TOptions, string, TOptions> apply) =>
        new(name, IsSwitch: false, apply);

    /// <summary>A flag whose value is the name of a file.</summary>
    public static GoFlag<TOptions> File<TOptions>(string name, Func<TOptions, string, TOptions> apply) =>
        new(name, IsSwitch: false, apply) { Value = FlagValue.File };

    /// <summary>
    /// <c>-C</c> as the scanner sees it: always out of place, since <see cref="ChangeDirectoryFlag"/> has taken away the one that is first. Spec: CMD-1.
    /// </summary>
    public static GoFlag<TOptions> MisplacedChangeDirectory<TOptions>() =>
        new("C", IsSwitch: false, (_, _) => throw new FormatException("-C flag must be first flag on command line")) { Value = FlagValue.Directory };

    private static bool ParseBoolean(string text) => text switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw new FormatException("parse error"),
    };
}
