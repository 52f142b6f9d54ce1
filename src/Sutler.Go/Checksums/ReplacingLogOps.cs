using Sutler.GoModules.TransparencyLog;

namespace Sutler.Go.Checksums;

/// <summary>Hides files of the log that are to be replaced, and keeps what is proven in their place.</summary>
internal sealed class ReplacingLogOps(ITransparencyLogOps inner, ReplacedLogFiles files) : ITransparencyLogOps
{
    public Task<byte[]> ReadRemoteAsync(string path, CancellationToken cancellationToken) => inner.ReadRemoteAsync(path, cancellationToken);

    public Task<byte[]?> ReadCacheAsync(string file, CancellationToken cancellationToken) =>
        files.Holds(file) ? Task.FromResult(files.Find(file)) : inner.ReadCacheAsync(file, cancellationToken);

    public Task WriteCacheAsync(string file, byte[] data, CancellationToken cancellationToken)
    {
        if (!files.Holds(file))
        {
            return inner.WriteCacheAsync(file, data, cancellationToken);
        }

        files.Put(file, data);
        return Task.CompletedTask;
    }

    public Task<byte[]> ReadLatestAsync(CancellationToken cancellationToken) => inner.ReadLatestAsync(cancellationToken);

    public Task<bool> ReplaceLatestAsync(byte[] old, byte[] replacement, CancellationToken cancellationToken) => inner.ReplaceLatestAsync(old, replacement, cancellationToken);
}
