using Sutler.GoModules.Modules;

namespace Sutler.Go.Environment;

/// <summary>The settings in force, read once from the environment, the go env file and the defaults; nothing later reads the environment.</summary>
/// <remarks>Spec: CMD-5 to CMD-10, LOC-1, LOC-2, TOOL-6.</remarks>
public sealed record GoEnvironment
{
    /// <summary>GOPROXY, never empty.</summary>
    public required string GoProxy { get; init; }

    /// <summary>GOPRIVATE.</summary>
    public required string GoPrivate { get; init; }

    /// <summary>GONOPROXY, or GOPRIVATE.</summary>
    public required GlobList GoNoProxy { get; init; }

    /// <summary>GONOSUMDB, or GOPRIVATE.</summary>
    public required GlobList GoNoSumDb { get; init; }

    /// <summary>GOINSECURE.</summary>
    public required GlobList GoInsecure { get; init; }

    /// <summary>GOSUMDB.</summary>
    public required string GoSumDb { get; init; }

    /// <summary>GOAUTH, <c>netrc</c> by default.</summary>
    public required string GoAuth { get; init; }

    /// <summary>GOVCS as set.</summary>
    public string GoVcs { get; init; } = "";

    /// <summary>GOWORK as set: empty, <c>off</c>, <c>auto</c> or a path.</summary>
    public required string GoWork { get; init; }

    /// <summary>GO111MODULE as set.</summary>
    public required string Go111Module { get; init; }

    /// <summary>GOTOOLCHAIN as set, <c>auto</c> by default.</summary>
    public required string GoToolchain { get; init; }

    /// <summary>GOFLAGS as set.</summary>
    public required string GoFlags { get; init; }

    /// <summary>GOPATH as set or the default; may be empty when there is no home (CMD-10).</summary>
    public required string GoPath { get; init; }

    /// <summary>Why there is no default GOPATH, such as <c>HOME is not set</c>; empty when there is one. Spec: LOC-2.</summary>
    public string GoPathMissing { get; init; } = "";

    /// <summary>The checksum database's directory, <c>pkg/sumdb</c> in the first directory of GOPATH; may be empty. Spec: LOC-2.</summary>
    public string SumDbDirectory => GoPathSetting.Below(GoPath, Path.Combine("pkg", "sumdb"));

    /// <summary>GOMODCACHE as set or the default; may be empty (CMD-10).</summary>
    public required string GoModCache { get; init; }

    /// <summary>GOROOT if one is known, for CMD-7 and WORK-2; may be empty.</summary>
    public required string GoRoot { get; init; }

    /// <summary>The Go version to emulate where go says which it is, such as <c>1.24.4</c>: the user's own, else 1.24.4 (decision 7).</summary>
    public required string GoVersion { get; init; }

    /// <summary>Lines for stderr about the settings, printed as they are.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Current directory, absolute.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The other environment variables, for netrc, proxies and certificates. Keys are case-sensitive except on Windows.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }
}
