using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Digests;
using Sutler.Go.Sources;
using Sutler.GoModules.TransparencyLog;

namespace Sutler.Go.Checksums;

/// <summary>The network and the files behind the client of the log. Spec: SUMDB-5, SUMDB-6, SDCACHE-1, SDCACHE-2, CACHE-13.</summary>
internal sealed class ChecksumDatabaseOps(
    string name,
    ChecksumDatabaseAddress address,
    IUrlReader reader,
    ChecksumDatabaseDirectories directories,
    (LockedFiles Files, DigestJournal? Digests) store) : ITransparencyLogOps
{
    public async Task<byte[]> ReadRemoteAsync(string path, CancellationToken cancellationToken) =>
        await reader.ReadAsync(await address.ResolveAsync(path, cancellationToken), cancellationToken);

    // Between creation and the first write a file is empty: the client takes that as absent.
    public async Task<byte[]?> ReadCacheAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await store.Files.ReadAsync(CachePath(file), cancellationToken);
        }
        catch (SutlerException)
        {
            return null;
        }
    }

    public async Task WriteCacheAsync(string file, byte[] data, CancellationToken cancellationToken)
    {
        var path = CachePath(file);
        try
        {
            DirectoryMaker.Make(Path.GetDirectoryName(path)!);
            store.Digests?.Record(path, data);
            await store.Files.WriteAsync(path, data, cancellationToken);
        }
        catch (SutlerException)
        {
            // A read-only or full cache costs the next run a request, nothing else.
        }
    }

    public async Task<byte[]> ReadLatestAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await store.Files.ReadAsync(LatestPath(), cancellationToken);
        }
        catch (SutlerException e) when (e.IsNotExist && directories.Heads is not null)
        {
            return [];
        }
    }

    public async Task<bool> ReplaceLatestAsync(byte[] old, byte[] replacement, CancellationToken cancellationToken)
    {
        var path = LatestPath();
        TryMakeDirectoryOf(path);
        var isReplaced = true;
        await store.Files.TransformAsync(path, Replace, cancellationToken);
        return isReplaced;

        byte[] Replace(byte[] stored)
        {
            isReplaced = stored.Length == 0 || stored.AsSpan().SequenceEqual(old);
            return isReplaced ? replacement : stored;
        }
    }

    // Opening the file tells better what is wrong.
    private static void TryMakeDirectoryOf(string path)
    {
        try
        {
            DirectoryMaker.Make(Path.GetDirectoryName(path)!);
        }
        catch (SutlerException)
        {
        }
    }

    private string CachePath(string file) => Path.Join(directories.Cache, file.Replace('/', Path.DirectorySeparatorChar));

    private string LatestPath() => directories.Heads is { } heads
        ? Path.Join(heads, name.Replace('/', Path.DirectorySeparatorChar), "latest")
        : throw new SutlerException("could not locate sumdb file: missing $GOPATH: " + directories.HeadsMissing);
}
