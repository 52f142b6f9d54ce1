namespace Sutler.Go.Environment;

/// <summary>Every variable that Sutler heeds; nothing else reads one by a name of its own. Spec: CMD-5 to CMD-10.</summary>
public static class EnvironmentVariables
{
    /// <summary>GIT_ALLOW_PROTOCOL, which is git's own.</summary>
    public static readonly EnvironmentVariable GitAllowProtocol = new("GIT_ALLOW_PROTOCOL", "the schemes, separated by colons, by which git may reach repositories; https, ssh and git+ssh count as secure by default");

    /// <summary>GO111MODULE.</summary>
    public static readonly EnvironmentVariable Go111Module = new("GO111MODULE", "off turns the module commands off; on, auto or nothing leaves them on");

    /// <summary>GOAUTH.</summary>
    public static readonly EnvironmentVariable GoAuth = new("GOAUTH", "where credentials for https come from: netrc (the default), off, git DIR or a program, separated by semicolons");

    /// <summary>GOENV.</summary>
    public static readonly EnvironmentVariable GoEnv = new("GOENV", "the file with the settings of go env -w, or off; by default go/env in the user's configuration directory");

    /// <summary>GOFLAGS.</summary>
    public static readonly EnvironmentVariable GoFlags = new("GOFLAGS", "flags for every command, separated by spaces");

    /// <summary>GOINSECURE.</summary>
    public static readonly EnvironmentVariable GoInsecure = new("GOINSECURE", "path patterns of modules that may be fetched without https or certificate check");

    /// <summary>GOMODCACHE.</summary>
    public static readonly EnvironmentVariable GoModCache = new("GOMODCACHE", "the module cache; by default pkg/mod in the first directory of GOPATH");

    /// <summary>GONOPROXY.</summary>
    public static readonly EnvironmentVariable GoNoProxy = new("GONOPROXY", "path patterns of modules that are fetched directly; by default GOPRIVATE");

    /// <summary>GONOSUMDB.</summary>
    public static readonly EnvironmentVariable GoNoSumDb = new("GONOSUMDB", "path patterns of modules that the checksum database is not asked about; by default GOPRIVATE");

    /// <summary>GOPATH.</summary>
    public static readonly EnvironmentVariable GoPath = new("GOPATH", "absolute directories of which the first holds pkg/mod and pkg/sumdb; by default go in the home directory");

    /// <summary>GOPRIVATE.</summary>
    public static readonly EnvironmentVariable GoPrivate = new("GOPRIVATE", "path patterns of private modules, the default of GONOPROXY and GONOSUMDB");

    /// <summary>GOPROXY.</summary>
    public static readonly EnvironmentVariable GoProxy = new("GOPROXY", "the proxies to ask in turn, direct and off included; https://proxy.golang.org,direct by default");

    /// <summary>GOROOT.</summary>
    public static readonly EnvironmentVariable GoRoot = new("GOROOT", "the Go installation whose version Sutler names; by default that of the go on PATH");

    /// <summary>GOSUMDB.</summary>
    public static readonly EnvironmentVariable GoSumDb = new("GOSUMDB", "the checksum database, with key and URL if it is another than sum.golang.org, or off");

    /// <summary>GOTOOLCHAIN.</summary>
    public static readonly EnvironmentVariable GoToolchain = new("GOTOOLCHAIN", "how the go command chooses its version; named in messages about modules that are too new");

    /// <summary>GOVCS.</summary>
    public static readonly EnvironmentVariable GoVcs = new("GOVCS", "which version control programs may be run for which modules");

    /// <summary>GOWORK.</summary>
    public static readonly EnvironmentVariable GoWork = new("GOWORK", "the workspace file, off, or auto to look for go.work upwards");

    /// <summary>HOME.</summary>
    public static readonly EnvironmentVariable Home = new("HOME", "the home directory on Unix");

    /// <summary>USERPROFILE.</summary>
    public static readonly EnvironmentVariable UserProfile = new("USERPROFILE", "the home directory on Windows");

    /// <summary>XDG_CONFIG_HOME.</summary>
    public static readonly EnvironmentVariable XdgConfigHome = new("XDG_CONFIG_HOME", "the user's configuration directory on Unix; by default .config in the home directory");

    /// <summary>AppData.</summary>
    public static readonly EnvironmentVariable AppData = new("AppData", "the user's configuration directory on Windows");

    /// <summary>PATH.</summary>
    public static readonly EnvironmentVariable Path = new("PATH", "where the go command and version control programs are looked for");

    /// <summary>TMPDIR.</summary>
    public static readonly EnvironmentVariable TmpDir = new("TMPDIR", "the directory for temporary files on Unix; /tmp by default");

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<EnvironmentVariable> All { get; } =
    [
        .. new[]
        {
            GitAllowProtocol, Go111Module, GoAuth, GoEnv, GoFlags, GoInsecure, GoModCache, GoNoProxy, GoNoSumDb, GoPath, GoPrivate, GoProxy, GoRoot, GoSumDb,
            GoToolchain, GoVcs, GoWork, Home, UserProfile, XdgConfigHome, AppData, Path, TmpDir,
        }.OrderBy(static variable => variable.Name, StringComparer.Ordinal),
    ];
}
