using Sutler.Progress;

namespace Sutler.CommandLine;

/// <summary>What the command line and GOFLAGS say for <c>mod download</c>. An empty text means not set. Spec: CMD-1.</summary>
internal sealed record ModDownloadOptions
{
    private static readonly GoFlagSet<ModDownloadOptions> Flags = new(
        "mod download",
        "[-x] [-json] [-reuse=old.json] [modules]",
        GoFlag.MisplacedChangeDirectory<ModDownloadOptions>(),
        GoFlag.Switch<ModDownloadOptions>("json", (options, value) => options with { Json = value }),
        GoFlag.Switch<ModDownloadOptions>("x", (options, value) => options with { Trace = value }),
        GoFlag.Switch<ModDownloadOptions>("modcacherw", (options, value) => options with { ModCacheRw = value }),
        GoFlag.Switch<ModDownloadOptions>("q", (options, value) => options with { Quiet = value }),
        GoFlag.File<ModDownloadOptions>("reuse", (options, value) => options with { Reuse = value }),
        GoFlag.File<ModDownloadOptions>("modfile", (options, value) => options with { ModFile = value }),
        GoFlag.File<ModDownloadOptions>("overlay", (options, value) => options with { Overlay = value }),
        GoFlag.Text<ModDownloadOptions>("progress", (options, value) => options with { Progress = ProgressModes.Parse(value) }) with { Value = ProgressModes.Words });

    /// <summary>The flags, for shells.</summary>
    public static IReadOnlyList<KnownFlag> KnownFlags => Flags.Known;

    /// <summary><c>-json</c>.</summary>
    public bool Json { get; init; }

    /// <summary><c>-reuse</c>: the file with the old objects.</summary>
    public string Reuse { get; init; } = "";

    /// <summary><c>-x</c>.</summary>
    public bool Trace { get; init; }

    /// <summary><c>-modcacherw</c>.</summary>
    public bool ModCacheRw { get; init; }

    /// <summary><c>-modfile</c>, as given.</summary>
    public string ModFile { get; init; } = "";

    /// <summary><c>-overlay</c>, as given.</summary>
    public string Overlay { get; init; } = "";

    /// <summary><c>-C</c>; the change is already made when a command sees its options. Null when not given.</summary>
    public string? ChangeDirectory { get; init; }

    /// <summary><c>-progress</c>; null when not given.</summary>
    public ProgressMode? Progress { get; init; }

    /// <summary><c>-q</c>: no progress whatever <see cref="Progress"/> says; warnings and errors stay.</summary>
    public bool Quiet { get; init; }

    /// <summary>Modules, patterns and queries.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Reads GOFLAGS first, then the arguments after the command's words.</summary>
    /// <exception cref="Errors.FatalException">A usage mistake, exit code 2.</exception>
    public static ModDownloadOptions Parse(IReadOnlyList<string> arguments, GoFlagsVariable goFlags)
    {
        var (options, rest) = GoFlagScanner.Scan(Flags, new ModDownloadOptions(), goFlags, arguments);
        return options with { Arguments = rest };
    }
}
