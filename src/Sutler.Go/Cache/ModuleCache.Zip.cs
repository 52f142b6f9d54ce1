using System.Text;
using Sutler.Errors;
using Sutler.Go.Digests;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Cache;

public sealed partial class ModuleCache
{
    private const int CopyBuffer = 1 << 20;
    private const int LargestZipHash = 1024;

    /// <summary>
    /// Locks a module version against every other go and Sutler, for verification and publication only. Fails with
    /// <c>mkdir X: reason</c> or <c>open X: reason</c>. Check again what exists once it is held. Not re-entrant. Spec: LOCK-3, LOCK-5, LOCK-6, RO-2.
    /// </summary>
    public Task<FileLock> LockVersionAsync(CachedVersion version, CancellationToken cancellationToken) =>
        LockAsync(version.LockPath, cancellationToken);

    /// <summary>Locks the transfer of a version's zip among Sutlers; the go command knows nothing of it. Decision 5.</summary>
    public Task<FileLock> LockTransferAsync(CachedVersion version, CancellationToken cancellationToken) =>
        LockAsync(version.TransferLockPath, cancellationToken);

    /// <summary>Locks <c>cache/lock</c>, held around writes of go.mod and go.sum; null where the cache does not allow it. Spec: WRITE-7, RO-2.</summary>
    public async Task<FileLock?> TryLockSideAsync(CancellationToken cancellationToken)
    {
        try
        {
            ThrowIfUnusable();
            return await LockAsync(Layout.SideLockPath, cancellationToken);
        }
        catch (SutlerException)
        {
            return null;
        }
    }

    /// <summary>Whether zip and ziphash are both there: then the zip is used as it is, without a lock. Spec: LOCK-4.</summary>
    public static bool HasZip(CachedVersion version) => File.Exists(version.ZipPath) && File.Exists(version.ZipHashPath);

    /// <summary>Whether zip, ziphash and tree are all there. Four look-ups, no lock. Spec: LOCK-4, CACHE-20 to CACHE-22.</summary>
    public static bool IsWhole(CachedVersion version) => File.Exists(version.ZipPath) && IsTreeComplete(version) && (version.Module.Path != UnhashedModule || HasZip(version));

    /// <summary>What the ziphash says, read under a shared lock. Spec: CACHE-7, ATOMIC-8.</summary>
    public async Task<ZipHash> ReadZipHashAsync(CachedVersion version, CancellationToken cancellationToken)
    {
        try
        {
            using FileLock held = await Locks.SharedAsync(version.ZipHashPath, cancellationToken);
            return RandomAccess.GetLength(held.Handle) > LargestZipHash
                ? new ZipHash.Damaged()
                : ZipHash.Parse(LockedFiles.ReadAll(held.Handle, version.ZipHashPath));
        }
        catch (SutlerException error)
        {
            return new ZipHash.Missing(error.Message);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return new ZipHash.Missing(OsError.Create("read", version.ZipHashPath, error).Message);
        }
    }

    /// <summary>Writes the ziphash of a verified zip; call it under <see cref="LockVersionAsync"/> and before the zip appears. Spec: ATOMIC-3, ATOMIC-4.</summary>
    public async Task WriteZipHashAsync(CachedVersion version, H1Hash hash, CancellationToken cancellationToken)
    {
        using FileLock held = await Locks.ExclusiveAsync(version.ZipHashPath, cancellationToken);
        var content = Encoding.ASCII.GetBytes(hash.Text);
        Digests?.Record(version.ZipHashPath, content);
        LockedFiles.Refill(held, content);
    }

    /// <summary>Deletes what dead downloads of this version left, as far as possible; only under <see cref="LockVersionAsync"/>. Spec: LOCK-9, ATOMIC-3.</summary>
    public static void RemoveStaleZips(CachedVersion version)
    {
        foreach (string file in Matching(version.Directory, version.EscapedVersion + ".zip", ".tmp"))
        {
            AtomicFile.DeleteQuietly(file);
        }
    }

    /// <summary>Creates an empty <c>v.zip&lt;N&gt;.tmp</c> and gives its path. Spec: CACHE-1.</summary>
    public static string CreateZipTemporary(CachedVersion version)
    {
        AtomicFile.CreateTemporary(version.ZipPath, out string temporary).Dispose();
        return temporary;
    }

    /// <summary>The same for a zip whose bytes are not to be recorded.</summary>
    public Task PublishZipAsync(CachedVersion version, string temporary, CancellationToken cancellationToken) =>
        PublishZipAsync(version, temporary, content: null, cancellationToken);

    /// <summary>
    /// Gives a verified zip its final name, in one step even when the cache's parts lie on different file systems; only under
    /// <see cref="LockVersionAsync"/>, after <see cref="WriteZipHashAsync"/>. Spec: ATOMIC-3.
    /// </summary>
    /// <param name="version">The version.</param>
    /// <param name="temporary">The zip.</param>
    /// <param name="content">Its bytes, to be recorded; null when they are not known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task PublishZipAsync(CachedVersion version, string temporary, BlockDigests? content, CancellationToken cancellationToken)
    {
        if (content is not null)
        {
            Digests?.Record(version.ZipPath, content);
        }

        if (await FileRename.TryAsync(temporary, version.ZipPath, _time, cancellationToken))
        {
            return;
        }

        string near = await CopyNearAsync(version, temporary, cancellationToken);
        await FileRename.RunAsync(near, version.ZipPath, _time, cancellationToken);
        AtomicFile.DeleteQuietly(temporary);
    }

    private static async Task<string> CopyNearAsync(CachedVersion version, string from, CancellationToken cancellationToken)
    {
        string near = CreateZipTemporary(version);
        try
        {
            using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var target = new FileStream(near, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            await source.CopyToAsync(target, CopyBuffer, cancellationToken);
            return near;
        }
        catch (Exception error)
        {
            AtomicFile.DeleteQuietly(near);
            throw OsError.Is(error) ? OsError.Create("write", near, error) : error;
        }
    }

    private Task<FileLock> LockAsync(string path, CancellationToken cancellationToken)
    {
        DirectoryMaker.Make(Path.GetDirectoryName(path)!);
        return Locks.ExclusiveAsync(path, cancellationToken);
    }

    /// <summary>The entries of a directory with such names; none if it cannot be read.</summary>
    private static List<string> Matching(string directory, string prefix, string suffix)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(directory).Where(path =>
            {
                ReadOnlySpan<char> name = Path.GetFileName(path.AsSpan());
                return name.Length >= prefix.Length + suffix.Length
                    && name.StartsWith(prefix, StringComparison.Ordinal)
                    && name.EndsWith(suffix, StringComparison.Ordinal);
            })];
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return [];
        }
    }
}
