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
        GoFlag.Switch<ModDownloadOptions>("locked", (options, value) => options with { Locked = value }),
        GoFlag.Switch<ModDownloadOptions>("dry-run", (options, value) => options with { DryRun = value }),
        GoFlag.Switch<ModDownloadOptions>("offline-ready", (options, value) => options with { OfflineReady = value }),
        GoFlag.Switch<ModDownloadOptions>("toolchain", (options, value) => options with { Toolchain = value }),
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

    /// <summary><c>-locked</c>: fail where go.mod or go.sum would change.</summary>
    public bool Locked { get; init; }

    /// <summary><c>-dry-run</c>: say what would be fetched, and change nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary><c>-offline-ready</c>: say what a build without network would miss.</summary>
    public bool OfflineReady { get; init; }

    /// <summary><c>-toolchain</c>: fetch the toolchain that the project asks for as well.</summary>
    public bool Toolchain { get; init; }

    /// <summary>Modules, patterns and queries.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Reads GOFLAGS first, then the arguments after the command's words.</summary>
    /// <exception cref="Errors.FatalException">A usage mistake, exit code 2.</exception>
    public static ModDownloadOptions Parse(IReadOnlyList<string> arguments, GoFlagsVariable goFlags)
    {
        var (options, rest) = GoFlagScanner.Scan(Flags, new ModDownloadOptions(), goFlags, arguments);
        options = options with { Arguments = rest };
        return Clash(options) is { } clash ? throw Flags.Misuse(clash) : options;
    }

    private static string? Clash(ModDownloadOptions options) => options switch
    {
        { DryRun: true, OfflineReady: true } => "-dry-run and -offline-ready exclude each other",
        { DryRun: true, Locked: true } => "-dry-run and -locked exclude each other",
        { OfflineReady: true, Locked: true } => "-offline-ready and -locked exclude each other",
        { OfflineReady: true, Toolchain: true } => "-offline-ready looks for the toolchain anyway; -toolchain goes with a download",
        { DryRun: true, Reuse.Length: > 0 } => "-dry-run and -reuse exclude each other",
        { OfflineReady: true, Reuse.Length: > 0 } => "-offline-ready and -reuse exclude each other",
        { OfflineReady: true, Arguments.Count: > 0 } => "-offline-ready takes no modules: it is about the module in the current directory",
        _ => null,
    };
}
