using Sutler.Errors;
using Sutler.Progress;

namespace Sutler.CommandLine;

/// <summary>What the command line and GOFLAGS say for <c>mod verify</c>. An empty text means not set. Spec: CMD-1, CMD-3.</summary>
/// <remarks>
/// <c>-deep</c> and what goes with it are ours. GOFLAGS cannot set them: go passes over flags there that <c>mod verify</c> does not have,
/// <c>-json</c> among them.
/// </remarks>
internal sealed record ModVerifyOptions
{
    private static readonly GoFlag<ModVerifyOptions>[] GoFlags =
    [
        GoFlag.MisplacedChangeDirectory<ModVerifyOptions>(),
        GoFlag.Switch<ModVerifyOptions>("modcacherw", (options, value) => options with { ModCacheRw = value }),
        GoFlag.File<ModVerifyOptions>("modfile", (options, value) => options with { ModFile = value }),
        GoFlag.File<ModVerifyOptions>("overlay", (options, value) => options with { Overlay = value }),
    ];

    private static readonly GoFlagSet<ModVerifyOptions> VariableFlags = new("mod verify", "", GoFlags);

    private static readonly GoFlagSet<ModVerifyOptions> Flags = new(
        "mod verify",
        "",
        [
            .. GoFlags,
            GoFlag.Switch<ModVerifyOptions>("deep", (options, value) => options with { Deep = value }),
            GoFlag.Switch<ModVerifyOptions>("all", (options, value) => options with { All = value }),
            GoFlag.Switch<ModVerifyOptions>("json", (options, value) => options with { Json = value }),
            GoFlag.Switch<ModVerifyOptions>("q", (options, value) => options with { Quiet = value }),
            GoFlag.Text<ModVerifyOptions>("progress", (options, value) => options with { Progress = ProgressModes.Parse(value) }) with { Value = ProgressModes.Words },
        ]);

    /// <summary>The flags, for shells.</summary>
    public static IReadOnlyList<KnownFlag> KnownFlags => Flags.Known;

    /// <summary><c>-deep</c>: against everything that is known, not only against the recorded hash.</summary>
    public bool Deep { get; init; }

    /// <summary><c>-all</c>: the whole cache.</summary>
    public bool All { get; init; }

    /// <summary><c>-json</c>: a report for programs.</summary>
    public bool Json { get; init; }

    /// <summary><c>-q</c>: no progress.</summary>
    public bool Quiet { get; init; }

    /// <summary><c>-progress</c>; null when not given.</summary>
    public ProgressMode? Progress { get; init; }

    /// <summary><c>-modcacherw</c>.</summary>
    public bool ModCacheRw { get; init; }

    /// <summary><c>-modfile</c>, as given.</summary>
    public string ModFile { get; init; } = "";

    /// <summary><c>-overlay</c>, as given.</summary>
    public string Overlay { get; init; } = "";

    /// <summary><c>-C</c>; the change is already made when a command sees its options. Null when not given.</summary>
    public string? ChangeDirectory { get; init; }

    /// <summary>Reads GOFLAGS first, then the arguments after the command's words.</summary>
    /// <exception cref="FatalException">A usage mistake (exit code 2), or an argument (exit code 1).</exception>
    public static ModVerifyOptions Parse(IReadOnlyList<string> arguments, GoFlagsVariable goFlags)
    {
        var (options, _) = GoFlagScanner.Scan(VariableFlags, new ModVerifyOptions(), goFlags, []);
        (options, var rest) = GoFlagScanner.Scan(Flags, options, GoFlagsVariable.Empty, arguments);
        if (rest.Count > 0)
        {
            throw new FatalException("verify takes no arguments") { Prefixed = true };
        }

        return options.Deep || options.FlagWithoutDeep is not { } flag
            ? options
            : throw Undefined(flag);
    }

    // To the go command's mod verify, which this is without -deep, the flag is not known.
    private static FatalException Undefined(string flag) => new(VariableFlags.Misuse($"flag provided but not defined: -{flag}").Message)
    {
        ExitCode = ExitCodes.Usage,
        Hint = $"-{flag} is a flag of 'sutler mod verify -deep'",
    };

    private string? FlagWithoutDeep => this switch
    {
        { All: true } => "all",
        { Json: true } => "json",
        { Quiet: true } => "q",
        { Progress: not null } => "progress",
        _ => null,
    };
}
