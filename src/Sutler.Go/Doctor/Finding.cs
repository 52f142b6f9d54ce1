using Sutler.Transfer.Http;

namespace Sutler.Go.Doctor;

/// <summary>What a step means for the diagnosis.</summary>
public abstract record Finding
{
    private Finding()
    {
    }

    /// <summary>A setting that does not work.</summary>
    /// <param name="Name">The setting.</param>
    /// <param name="Reason">What is wrong with it.</param>
    /// <param name="Origin">Where it is set.</param>
    public sealed record BadSetting(string Name, string Reason, string Origin) : Finding;

    /// <summary>A file of the project that cannot be read.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record BadProject(string Reason) : Finding;

    /// <summary>A name that no module has.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Better">A name that one could have; empty when none comes to mind.</param>
    public sealed record BadName(string Reason, string Better) : Finding;

    /// <summary>Nobody has to be asked.</summary>
    /// <param name="Why">The end of the sentence that begins with the module.</param>
    public sealed record NothingToFetch(string Why) : Finding;

    /// <summary>A source that did not give what it was asked for.</summary>
    /// <param name="Fault">Why.</param>
    /// <param name="IsDecisive">Whether this is what a download would fail with, rather than go on to the next source.</param>
    public sealed record SourceFailed(SourceFault Fault, bool IsDecisive) : Finding
    {
        /// <summary>The file it was asked for, such as <c>.zip</c>; empty for a list or nothing in particular.</summary>
        public string File { get; init; } = "";
    }

    /// <summary>The module is known.</summary>
    /// <param name="Versions">In which versions, lowest first; may be none.</param>
    /// <param name="Newest">The newest revision where there is no version; else empty.</param>
    public sealed record KnownVersions(IReadOnlyList<string> Versions, string Newest) : Finding;

    /// <summary>A module whose path the wanted path begins with.</summary>
    /// <param name="ModulePath">Its path.</param>
    public sealed record EnclosingModule(string ModulePath) : Finding;

    /// <summary>Hashes that should be equal and are not.</summary>
    public sealed record Mismatch : Finding
    {
        /// <summary><c>zip</c> or <c>go.mod</c>.</summary>
        public required string What { get; init; }

        /// <summary>What go.sum says; empty for nothing.</summary>
        public string GoSum { get; init; } = "";

        /// <summary>What the checksum database says; empty for nothing, or when it was not asked.</summary>
        public string Database { get; init; } = "";

        /// <summary>The hash of what a source serves; empty when that is not known.</summary>
        public string Served { get; init; } = "";

        /// <summary>The source that serves it.</summary>
        public string Source { get; init; } = "";

        /// <summary>The hash of what is in the cache; empty when nothing is.</summary>
        public string Cached { get; init; } = "";

        /// <summary>The hash that the cache has on record for its zip; empty for none.</summary>
        public string Recorded { get; init; } = "";
    }

    /// <summary>A zip that cannot be unpacked, or is none of the module's.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Cached">Where it is in the cache; empty for one that was fetched.</param>
    /// <param name="Source">Who served it; empty for one in the cache.</param>
    public sealed record DamagedZip(string Reason, string Cached, string Source) : Finding;

    /// <summary>Nobody looked into the zip.</summary>
    /// <param name="Why">Why not, in a line.</param>
    public sealed record NotLookedInto(string Why) : Finding;

    /// <summary>The checksum database did not help.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Fault">Why.</param>
    /// <param name="IsNeeded">Whether a download would fail for it: go.sum does not have all that is needed.</param>
    public sealed record DatabaseFailed(string Name, SourceFault Fault, bool IsNeeded) : Finding
    {
        /// <summary>Where it is when no proxy passes its answers on, without secrets.</summary>
        public string Address { get; init; } = "https://" + Name;
    }

    /// <summary>A place in the cache that cannot be written to.</summary>
    /// <param name="Path">The place.</param>
    /// <param name="Reason">Why, in the system's words.</param>
    /// <param name="Owner">Whose it is and who we are, where that explains it; else empty.</param>
    public sealed record ReadOnly(string Path, string Reason, string Owner) : Finding;

    /// <summary>Too little room.</summary>
    /// <param name="Reason">Where, how much is needed and free.</param>
    public sealed record Full(string Reason) : Finding;

    /// <summary>What an earlier download fetched did not verify.</summary>
    /// <param name="Why">Why, as its report says.</param>
    /// <param name="Path">Where it is kept.</param>
    public sealed record Quarantined(string Why, string Path) : Finding;

    /// <summary>A module that needs a newer Go than there is.</summary>
    /// <param name="Reason">The sentence.</param>
    /// <param name="GoVersion">The version it needs.</param>
    public sealed record NeedsNewerGo(string Reason, string GoVersion) : Finding;

    /// <summary>A lock that a download would wait for.</summary>
    /// <param name="Path">The lock file.</param>
    /// <param name="Holder">Who holds it, such as <c>process 123 (go mod download)</c>.</param>
    public sealed record Held(string Path, string Holder) : Finding
    {
        /// <summary>When a download would wait for it.</summary>
        public HeldAt At { get; init; } = HeldAt.Publishing;
    }

    /// <summary>A program of GOAUTH that does not end.</summary>
    /// <param name="Command">GOAUTH, without what may be secret.</param>
    /// <param name="Limit">How long was waited.</param>
    /// <param name="Origin">Where GOAUTH is set.</param>
    public sealed record CredentialsHang(string Command, TimeSpan Limit, string Origin) : Finding;
}

/// <summary>When a download meets a lock.</summary>
public enum HeldAt
{
    /// <summary>Before anything else: the lock is on go.mod, go.work or go.sum.</summary>
    Project,

    /// <summary>When it reads what the cache knows of a module.</summary>
    Reading,

    /// <summary>When it has all it needs, and is about to publish it.</summary>
    Publishing,
}

/// <summary>Why a server, or a directory that stands for one, did not give what it was asked for.</summary>
/// <param name="Class">The class, before what else was found out makes it more exact.</param>
/// <param name="Reason">The reason in a line, as a download would print it, without the URL.</param>
public sealed record SourceFault(FaultClass Class, string Reason)
{
    /// <summary>Host and port as in the URL, or the directory.</summary>
    public string Host { get; init; } = "";

    /// <summary>The status, or 0 when there was no answer.</summary>
    public int StatusCode { get; init; }

    /// <summary>The wait the server asks for.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The server's own words, in a line; may be empty.</summary>
    public string Words { get; init; } = "";

    /// <summary>Whose credentials were sent: <c>machine H in FILE</c>; empty when none were.</summary>
    public string Credentials { get; init; } = "";

    /// <summary>Whether the connection is one that credentials may travel on.</summary>
    public bool IsSecure { get; init; }

    /// <summary>The certificate, when the fault lies with it.</summary>
    public CertificateSighting? Certificate { get; init; }

    /// <summary>The HTTP proxy on the way; empty for none.</summary>
    public string Through { get; init; } = "";

    /// <summary>Whether it was about where a repository is; the host is then the one in the module path.</summary>
    public bool IsDiscovery { get; init; }

    /// <summary>What to do, where who found out knows best; else empty.</summary>
    public string Remedy { get; init; } = "";

    /// <summary>The variable or setting that names that proxy.</summary>
    public string ThroughSetting { get; init; } = "";

    /// <summary>Whether that proxy is told a user.</summary>
    public bool ThroughHasUser { get; init; }

    /// <summary>Whether it is that proxy that answered, and not the host.</summary>
    public bool IsOfHttpProxy { get; init; }

    /// <summary>The scheme of what was asked for; empty when that is no URL.</summary>
    public string Scheme { get; init; } = "";

    /// <summary>How long was waited, for a timeout.</summary>
    public TimeSpan? Limit { get; init; }
}
