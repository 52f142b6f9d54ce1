using System.Collections.Concurrent;
using Sutler.Errors;
using Sutler.Go.Digests;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Cache;

/// <summary>The module cache, owned jointly with the go command: reads, writes and publishes as that does.</summary>
/// <remarks>
/// A go command running beside us sees of each file, and of each tree, nothing or everything. Reading a complete entry takes no
/// exclusive lock and writes nothing, so a read-only cache serves. A missing or broken entry reads as null: it is fetched again.
/// Thread-safe. Spec: 03 (all), STEP-2, STEP-6; decisions 1, 5, 6.
/// </remarks>
public sealed partial class ModuleCache
{
    private const int LargestMetadata = 16 << 20;

    private readonly TimeProvider _time;
    private readonly Lazy<SutlerException?> _problem;
    private readonly ConcurrentDictionary<ModuleId, CachedVersion> _located = new();

    /// <summary>Opens the cache of <paramref name="layout"/>; its directory is looked at when something is first needed of it.</summary>
    public ModuleCache(CacheLayout layout, FileLocks locks, TimeProvider time)
    {
        Layout = layout;
        Locks = locks;
        _time = time;
        _problem = new Lazy<SutlerException?>(() => CacheRoot.FindProblem(layout.Root));
    }

    /// <summary>Where everything is.</summary>
    public CacheLayout Layout { get; }

    /// <summary>The locks of this process.</summary>
    public FileLocks Locks { get; }

    /// <summary>The room on the disk, shared by all who write trees.</summary>
    public DiskSpace Space { get; init; } = new();

    /// <summary>Records what is stored; null records nothing.</summary>
    public DigestJournal? Digests { get; init; }

    /// <summary>Fails when GOMODCACHE cannot be used. Spec: CMD-10.</summary>
    public void ThrowIfUnusable()
    {
        if (_problem.Value is { } problem)
        {
            throw new SutlerException(problem.Message, problem);
        }
    }

    /// <summary>Names the files of a module version, or fails as <see cref="CacheLayout.Locate"/> or <see cref="ThrowIfUnusable"/> say.</summary>
    public CachedVersion Locate(ModuleId module)
    {
        if (!GoVersion.IsToolchain(module.Path))
        {
            ThrowIfUnusable();
        }

        return _located.TryGetValue(module, out CachedVersion? known) ? known : _located.GetOrAdd(module, Layout.Locate(module));
    }

    /// <summary>The cached <c>.info</c>; null when missing or no JSON. Takes no lock. Spec: CACHE-5.</summary>
    public RevisionInfo? ReadInfo(CachedVersion version) =>
        ReadMetadata(version.InfoPath) is { } data && InfoFile.TryParse(data, out RevisionInfo? info, out _) ? info : null;

    /// <summary>
    /// Stores <paramref name="info"/> under <paramref name="version"/>, the version it was resolved to. Fails with
    /// <see cref="CacheWriteException"/>. Spec: CACHE-2 to CACHE-4, STEP-6.
    /// </summary>
    public Task WriteInfoAsync(CachedVersion version, RevisionInfo info, CancellationToken cancellationToken) =>
        WriteMetadataAsync("stat cache", version.InfoPath, InfoFile.Encode(InfoFile.ForCache(info)), cancellationToken);

    /// <summary>The cached go.mod; null when missing or made up by a go command before modules were served. Takes no lock. Spec: CACHE-6.</summary>
    public byte[]? ReadMod(CachedVersion version) =>
        ReadMetadata(version.ModPath) is { } data && !data.AsSpan().StartsWith("//vgo 0.0."u8) ? data : null;

    /// <summary>
    /// Stores a verified go.mod as served, then brings <c>list</c> up to date. Fails with <see cref="CacheWriteException"/>; a list that
    /// cannot be written is no failure. Spec: CACHE-6, CACHE-8, ATOMIC-2, STEP-6.
    /// </summary>
    public async Task WriteModAsync(CachedVersion version, ReadOnlyMemory<byte> goMod, CancellationToken cancellationToken)
    {
        await WriteMetadataAsync("go.mod cache", version.ModPath, goMod, cancellationToken);
        try
        {
            await VersionList.RebuildAsync(version.Directory, Locks, cancellationToken);
        }
        catch (Exception error) when (OsError.Is(error) || error is SutlerException)
        {
            // The list serves those who use the cache as a proxy; the next write repairs it.
        }
    }

    /// <summary>Writes the <c>list</c> of an <c>@v</c> directory anew. Spec: CACHE-8, ATOMIC-2.</summary>
    public Task RebuildListAsync(string directory, CancellationToken cancellationToken) => VersionList.RebuildAsync(directory, Locks, cancellationToken);

    /// <summary>
    /// Cached pseudo-versions of the commit whose hash begins so, highest first; empty for fewer than 12 hexadecimal digits.
    /// The only way to resolve a revision under <c>GOPROXY=off</c>. Spec: PROXY-9.
    /// </summary>
    public IReadOnlyList<string> CachedPseudoVersions(ModulePath path, string revision)
    {
        const int Significant = 12;
        if (_problem.Value is not null || revision.Length < Significant || !revision.All(char.IsAsciiHexDigitLower))
        {
            return [];
        }

        string suffix = $"-{revision[..Significant]}.info";
        try
        {
            return [.. Directory.EnumerateFiles(Layout.VersionsDirectory(path))
                .Where(file => file.EndsWith(suffix, StringComparison.Ordinal))
                .Select(static file => Path.GetFileName(file)[..^".info".Length])
                .Where(PseudoVersion.Is)
                .OrderDescending(Comparer<string>.Create(SemanticVersion.Compare))];
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return [];
        }
    }

    private static byte[]? ReadMetadata(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return RandomAccess.GetLength(file) <= LargestMetadata ? LockedFiles.ReadAll(file, path) : null;
        }
        catch (Exception error) when (OsError.Is(error) || error is SutlerException)
        {
            return null;
        }
    }

    private async Task WriteMetadataAsync(string what, string path, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        try
        {
            DirectoryMaker.Make(Path.GetDirectoryName(path)!);
            await AtomicFile.WriteAsync(path, data, () => Digests?.Record(path, data.Span), _time, cancellationToken);
        }
        catch (SutlerException error)
        {
            throw new CacheWriteException(what, error);
        }
    }
}
