namespace Sutler.Go.Doctor;

/// <summary>What stands in the way of a download. Each has a section in docs/reference/faults.md.</summary>
public enum FaultClass
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A setting of go's or of ours cannot be understood, or means nothing that works.</summary>
    BadSettings,

    /// <summary>go.mod, go.work or go.sum cannot be read.</summary>
    BadProject,

    /// <summary>Path or version are not of a form that any module has.</summary>
    BadName,

    /// <summary>No source knows the module.</summary>
    PathNotFound,

    /// <summary>The module is known, the version is not.</summary>
    VersionNotFound,

    /// <summary>A module that only some may see was asked of a proxy that is not one of them.</summary>
    PrivateModule,

    /// <summary>401, 403 or 407.</summary>
    AccessDenied,

    /// <summary>429.</summary>
    RateLimited,

    /// <summary>5xx.</summary>
    ServerError,

    /// <summary>Nothing came in time.</summary>
    Timeout,

    /// <summary>The host's name leads nowhere.</summary>
    NameResolution,

    /// <summary>Nobody listens there.</summary>
    ConnectionRefused,

    /// <summary>There is no way there.</summary>
    Unreachable,

    /// <summary>The certificate is not one to trust: somebody may read along.</summary>
    UntrustedCertificate,

    /// <summary>A program of GOAUTH does not end.</summary>
    CredentialsHang,

    /// <summary>The HTTP proxy in between cannot be used.</summary>
    HttpProxy,

    /// <summary>The connection was cut or made no sense.</summary>
    BrokenConnection,

    /// <summary>An answer that no module proxy gives.</summary>
    BadAnswer,

    /// <summary>Two of go.sum, checksum database, source and cache disagree.</summary>
    ChecksumMismatch,

    /// <summary>A zip that cannot be unpacked.</summary>
    DamagedZip,

    /// <summary>The checksum database cannot be asked.</summary>
    DatabaseUnreachable,

    /// <summary>What the checksum database says is not proven.</summary>
    DatabaseUntrusted,

    /// <summary>The module cache cannot be written to.</summary>
    ReadOnlyCache,

    /// <summary>There is no room.</summary>
    FullDisk,

    /// <summary>GOPROXY=off.</summary>
    LookupsOff,

    /// <summary>Version control does not give the module: its program has no access, or the version cannot be what it claims to be.</summary>
    Direct,

    /// <summary>Nobody says where the repository of the module is.</summary>
    RepositoryNotFound,

    /// <summary>GOVCS does not allow the program that reads the repository.</summary>
    VcsNotAllowed,

    /// <summary>The program that reads the repository is not there.</summary>
    VcsMissing,

    /// <summary>Another process holds a lock.</summary>
    Locked,

    /// <summary>The module needs a newer Go.</summary>
    NewerGo,
}

/// <summary>The names of the classes.</summary>
public static class FaultClasses
{
    /// <summary>The name in output and documents, such as <c>version-not-found</c>; it never changes.</summary>
    public static string Name(this FaultClass fault) => fault switch
    {
        FaultClass.None => "none",
        FaultClass.BadSettings => "bad-settings",
        FaultClass.BadProject => "bad-project",
        FaultClass.BadName => "bad-name",
        FaultClass.PathNotFound => "path-not-found",
        FaultClass.VersionNotFound => "version-not-found",
        FaultClass.PrivateModule => "private-module",
        FaultClass.AccessDenied => "access-denied",
        FaultClass.RateLimited => "rate-limited",
        FaultClass.ServerError => "server-error",
        FaultClass.Timeout => "timeout",
        FaultClass.NameResolution => "name-resolution",
        FaultClass.ConnectionRefused => "connection-refused",
        FaultClass.Unreachable => "unreachable",
        FaultClass.UntrustedCertificate => "untrusted-certificate",
        FaultClass.CredentialsHang => "credentials-hang",
        FaultClass.HttpProxy => "http-proxy",
        FaultClass.BrokenConnection => "broken-connection",
        FaultClass.BadAnswer => "bad-answer",
        FaultClass.ChecksumMismatch => "checksum-mismatch",
        FaultClass.DamagedZip => "damaged-zip",
        FaultClass.DatabaseUnreachable => "checksum-database-unreachable",
        FaultClass.DatabaseUntrusted => "checksum-database-untrusted",
        FaultClass.ReadOnlyCache => "read-only-cache",
        FaultClass.FullDisk => "full-disk",
        FaultClass.LookupsOff => "lookups-off",
        FaultClass.Direct => "direct",
        FaultClass.RepositoryNotFound => "repository-not-found",
        FaultClass.VcsNotAllowed => "vcs-not-allowed",
        FaultClass.VcsMissing => "vcs-missing",
        FaultClass.Locked => "locked",
        FaultClass.NewerGo => "newer-go",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
