using Sutler.Errors;
using Sutler.GoModules;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Cache;

/// <summary>The names of everything in GOMODCACHE. Pure: touches no file.</summary>
/// <remarks>
/// P is the escaped path, v the escaped version, N a random number.
/// <code>
/// GOMODCACHE/
///   cache/
///     lock                                 locked, as far as possible, around writes of go.mod and go.sum
///     download/                            can be served as a GOPROXY
///       P/@v/list                          versions that have a .mod; rewritten under its own lock
///       P/@v/v.info  v.mod  v.zip          renamed into place
///       P/@v/v.ziphash                     h1 of the zip; rewritten under its own lock, before the zip appears
///       P/@v/v.lock                        locked while zip or tree are made; never deleted
///       P/@v/v.partial                     the go command is unpacking P@v, or died doing so
///       P/@v/v.info&lt;N&gt;.tmp ...            leftovers are removed under v.lock
///       sumdb/NAME/lookup/P@v              answers of a checksum database
///       sumdb/NAME/tile/8/L/NNN[.p/W]
///     vcs/HASH  HASH.info  HASH.lock       version control work directories
///     sutler/v1/                           ours alone; the go command never looks here
///       partial/P/@v/v.zip.part            zips on their way, with v.lock for their transfer
///       partial/P/@v/v.tree/              their trees, as long as nobody may see them
///       quarantine/                        files that failed verification
///       digests/TIME-N.log                 which bytes we stored under cache/download; one for each process
///   P@v/                                   extracted tree: directories 0555, files 0444
///   P@v.tmp-N/                             a tree being unpacked by us; go clears such names under v.lock
/// </code>
/// Spec: LOC-1, LOC-3, CACHE-1; decisions 1 and 6.
/// </remarks>
public sealed class CacheLayout
{
    /// <summary>Lays the cache out below <paramref name="root"/>, an absolute path, or empty when there is none.</summary>
    public CacheLayout(string root)
    {
        Root = root;
        DownloadDirectory = Path.Combine(root, "cache", "download");
        PartialDirectory = Path.Combine(root, "cache", "sutler", "v1", "partial");
        DigestsDirectory = Path.Combine(root, "cache", "sutler", "v1", "digests");
    }

    /// <summary>GOMODCACHE.</summary>
    public string Root { get; }

    /// <summary><c>cache/download</c>.</summary>
    public string DownloadDirectory { get; }

    /// <summary><c>cache/lock</c>.</summary>
    public string SideLockPath => Path.Combine(Root, "cache", "lock");

    /// <summary><c>cache/vcs</c>.</summary>
    public string VcsDirectory => Path.Combine(Root, "cache", "vcs");

    /// <summary><c>cache/download/sumdb</c>; a database's file names follow, such as <c>sum.golang.org/lookup/P@v</c>.</summary>
    public string SumDbDirectory => Path.Combine(DownloadDirectory, "sumdb");

    /// <summary>Transfers in progress or interrupted.</summary>
    public string PartialDirectory { get; }

    /// <summary>Files that failed verification, kept for a report.</summary>
    public string QuarantineDirectory => Path.Combine(Root, "cache", "sutler", "v1", "quarantine");

    /// <summary>The journals of what we stored; see <see cref="Digests.DigestJournal"/>.</summary>
    public string DigestsDirectory { get; }

    /// <summary>The name of a file relative to <see cref="DownloadDirectory"/>, with '/'; null when it lies elsewhere.</summary>
    public string? DownloadName(string file)
    {
        var isBelow = file.Length > DownloadDirectory.Length + 1
            && file.StartsWith(DownloadDirectory, StringComparison.Ordinal)
            && file[DownloadDirectory.Length] == Path.DirectorySeparatorChar;
        return isBelow ? file[(DownloadDirectory.Length + 1)..].Replace(Path.DirectorySeparatorChar, '/') : null;
    }

    /// <summary>The absolute path of a file named by <see cref="DownloadName"/>.</summary>
    public string DownloadFile(string name) => Path.Combine(DownloadDirectory, System(name));

    /// <summary>The <c>@v</c> directory of a module.</summary>
    public string VersionsDirectory(ModulePath path) => Path.Combine(DownloadDirectory, System(path.Escaped), "@v");

    /// <summary>
    /// Names the files of one module version. Fails with <c>malformed module path "x": reason</c>,
    /// <c>non-semver module version "x"</c>, <c>non-canonical module version "x"</c>, or for the modules go and toolchain with
    /// <c>internal error: invalid operation on toolchain module</c>. Spec: TOOL-7.
    /// </summary>
    public CachedVersion Locate(ModuleId module)
    {
        if (module.Path is "go" or "toolchain")
        {
            throw new SutlerException("internal error: invalid operation on toolchain module");
        }

        ModulePath path = ModulePath.Parse(module.Path);
        if (!SemanticVersion.IsValid(module.Version))
        {
            throw new SutlerException($"non-semver module version {GoQuoting.Quote(module.Version)}");
        }

        if (SemanticVersion.CanonicalVersion(module.Version) != module.Version)
        {
            throw new SutlerException($"non-canonical module version {GoQuoting.Quote(module.Version)}");
        }

        if (!ModulePathRules.TryEscapeVersion(module.Version, out string? version, out ParseError? error))
        {
            throw new SutlerException($"version {GoQuoting.Quote(module.Version)} invalid: {error.Reason}");
        }

        string escaped = System(path.Escaped);
        string partial = Path.Combine(PartialDirectory, escaped, "@v", version);
        return new CachedVersion(module, VersionsDirectory(path), version, Path.Combine(Root, $"{escaped}@{version}"), partial);
    }

    private static string System(string path) => path.Replace('/', Path.DirectorySeparatorChar);
}
