using System.Text;
using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.Transfer.Files;

namespace Sutler.TestKit;

/// <summary>A module that exists in memory only, with a record of what was asked of it.</summary>
public sealed class MemoryModuleRepository : IModuleRepository
{
    private readonly Dictionary<string, RevisionInfo> _revisions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _goMods = new(StringComparer.Ordinal);
    private readonly List<string> _listed = [];
    private readonly List<string> _requests = [];

    /// <summary>Creates a module without versions.</summary>
    public MemoryModuleRepository(string path)
    {
        Path = ModulePath.Parse(path);
    }

    /// <inheritdoc/>
    public ModulePath Path { get; }

    /// <inheritdoc/>
    public bool IsVersionControl { get; init; }

    /// <summary>What holds <see cref="StatAsync"/> up; null for nothing.</summary>
    public Gate? BeforeStat { get; init; }

    /// <summary>What the newest revision is: a version added here, or null when the source cannot say.</summary>
    public string? Latest { get; set; }

    /// <summary>What every request fails with; null when the source works.</summary>
    public SutlerException? Failure { get; set; }

    /// <summary>What asking for the newest revision fails with when <see cref="Latest"/> is null.</summary>
    public SutlerException LatestFailure { get; set; } = new("no commits") { IsNotExist = true };

    /// <summary>Where the list comes from; null as with a proxy.</summary>
    public Origin? ListOrigin { get; set; }

    /// <summary>The origin of which the source says that it still holds; null when it cannot say that of any.</summary>
    public Origin? Holding { get; set; }

    /// <summary>The requests so far, such as <c>list v1.</c>, <c>info v1.0.0</c>, <c>latest</c>, <c>mod v1.0.0</c>.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Adds versions as they come from tags, each with the go.mod of a module that has none of its own.</summary>
    public MemoryModuleRepository Add(params ReadOnlySpan<string> versions)
    {
        foreach (var version in versions)
        {
            AddVersion(version, goMod: null);
        }

        return this;
    }

    /// <summary>Adds one version.</summary>
    /// <param name="version">The version; listed unless it is a pseudo-version.</param>
    /// <param name="goMod">Its go.mod; null for the synthetic one.</param>
    /// <param name="time">Commit time.</param>
    /// <param name="origin">What .info says of the origin.</param>
    public MemoryModuleRepository AddVersion(string version, string? goMod, string time = RevisionInfo.UnknownTime, Origin? origin = null)
    {
        AddRevision(version, version, time, origin);
        _goMods[version] = Encoding.UTF8.GetBytes(goMod ?? $"module {Path.Text}\n");
        if (!PseudoVersion.Is(version))
        {
            _listed.Add(version);
            _listed.Sort(SemanticVersion.CompareForSort);
        }

        return this;
    }

    /// <summary>Adds a name, such as a branch, of a version.</summary>
    public MemoryModuleRepository AddRevision(string revision, string version, string time = RevisionInfo.UnknownTime, Origin? origin = null)
    {
        _revisions[revision] = new RevisionInfo { Version = version, Time = time, Origin = origin };
        return this;
    }

    /// <summary>Lists a version that the source does not have.</summary>
    public MemoryModuleRepository AddListedOnly(string version)
    {
        _listed.Add(version);
        _listed.Sort(SemanticVersion.CompareForSort);
        return this;
    }

    /// <inheritdoc/>
    public Task<VersionListing> VersionsAsync(string prefix, CancellationToken cancellationToken)
    {
        Enter(prefix.Length == 0 ? "list" : $"list {prefix}");
        return Task.FromResult(new VersionListing([.. _listed.Where(version => version.StartsWith(prefix, StringComparison.Ordinal))], ListOrigin));
    }

    /// <inheritdoc/>
    public async Task<RevisionInfo> StatAsync(string revision, CancellationToken cancellationToken)
    {
        Enter($"info {revision}");
        await (BeforeStat?.PassAsync(cancellationToken) ?? Task.CompletedTask);
        return _revisions.TryGetValue(revision, out var info) ? info : throw Unknown(revision);
    }

    /// <inheritdoc/>
    public Task<RevisionInfo> LatestAsync(CancellationToken cancellationToken)
    {
        Enter("latest");
        return Task.FromResult(Latest is null ? throw LatestFailure : _revisions[Latest]);
    }

    /// <inheritdoc/>
    public Task<byte[]> GoModAsync(string version, CancellationToken cancellationToken)
    {
        Enter($"mod {version}");
        return Task.FromResult(_goMods.TryGetValue(version, out var goMod) ? goMod : throw Unknown(version));
    }

    /// <inheritdoc/>
    public Task ZipAsync(string version, PartialFile destination, CancellationToken cancellationToken)
    {
        Enter($"zip {version}");
        throw Unknown(version);
    }

    /// <inheritdoc/>
    public Task<ZipOffer> OfferZipAsync(string version, CancellationToken cancellationToken)
    {
        Enter($"zip {version}?");
        throw Unknown(version);
    }

    /// <inheritdoc/>
    public Task<bool> StillHoldsAsync(Origin origin, CancellationToken cancellationToken) => Task.FromResult(origin == Holding);

    private void Enter(string request)
    {
        lock (_requests)
        {
            _requests.Add(request);
        }

        if (Failure is not null)
        {
            throw Failure;
        }
    }

    private ModuleException Unknown(string revision)
    {
        var reason = new SutlerException($"unknown revision {revision}") { IsNotExist = true };
        return SemanticVersion.IsCanonical(revision)
            ? new ModuleException(new ModuleId(Path.Text, revision), reason)
            : new ModuleException(new ModuleId(Path.Text, ""), new InvalidVersionException(revision, reason.Message, reason));
    }
}
