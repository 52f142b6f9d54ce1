using Sutler.Errors;

namespace Sutler.CommandLine;

/// <summary>What the command line and GOFLAGS say for <c>mod verify</c>. An empty text means not set. Spec: CMD-1, CMD-3.</summary>
internal sealed record ModVerifyOptions
{
    private static readonly GoFlagSet<ModVerifyOptions> Flags = new(
        "mod verify",
        "",
        GoFlag.MisplacedChangeDirectory<ModVerifyOptions>(),
        GoFlag.Switch<ModVerifyOptions>("modcacherw", (options, value) => options with { ModCacheRw = value }),
        GoFlag.File<ModVerifyOptions>("modfile", (options, value) => options with { ModFile = value }),
        GoFlag.File<ModVerifyOptions>("overlay", (options, value) => options with { Overlay = value }));

    /// <summary>The flags, for shells.</summary>
    public static IReadOnlyList<KnownFlag> KnownFlags => Flags.Known;

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
        var (options, rest) = GoFlagScanner.Scan(Flags, new ModVerifyOptions(), goFlags, arguments);
        return rest.Count == 0 ? options : throw new FatalException("verify takes no arguments") { Prefixed = true };
    }
}
